package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Journal;
import dev.kamiyo.journal.Line;
import dev.kamiyo.journal.LineJson;
import dev.kamiyo.journal.Row;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The start-up table: each state is made with real files, as a kill, a person or a disk would leave them.
///
/// `old` is a copy of all files after 5 writes, `kill` one after 10, both taken from an open database by another
/// process; `data` is what is left after the database was closed at 10.
@Timeout(60)
final class StartTest {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final String GARBAGE = "head -c 100 /dev/urandom | dd conv=notrunc status=none of=";

    @TempDir
    private Path root = Path.of("");

    private final Told watcher = new Told();
    private final List<String> told = watcher.all();

    enum Case {
        CLOSED_IN_ORDER("", "PS", "", 10),
        KILLED("cp -r kill/. data/", "PS", "", 10),
        P_BEHIND("cp old/kamiyo.db* data/", "S", "", 10),
        S_BEHIND("cp old/run/standby.db* data/run/", "P", "", 10),
        BOTH_BEHIND("cp old/kamiyo.db* data/ && cp old/run/standby.db* data/run/", "S", "", 10),
        P_MISSING("rm data/kamiyo.db*", "S", "", 10),
        P_HEADER_HARMED(GARBAGE + "data/kamiyo.db bs=100", "S", "the primary", 10),
        P_PAGE_HARMED(
                "head -c 40000 /dev/urandom | dd conv=notrunc status=none of=data/kamiyo.db bs=4096 seek=2",
                "S",
                "the primary",
                10),
        P_EMPTY("truncate -s 0 data/kamiyo.db", "S", "the primary", 10),
        P_CUT("truncate -s 20000 data/kamiyo.db", "S", "the primary", 10),
        S_MISSING("rm data/run/*", "P", "", 10),
        S_OF_ANOTHER_STORE("cp other/run/standby.db* data/run/", "P", "", 10),
        P_OF_ANOTHER_STORE("cp other/kamiyo.db* data/", "S", "", 10),
        S_HARMED(GARBAGE + "data/run/standby.db bs=100", "P", "the standby", 10),
        BOTH_BAD(GARBAGE + "data/kamiyo.db bs=100; " + GARBAGE + "data/run/standby.db bs=100", "P", "neither copy", 10),
        BOTH_MISSING("rm data/kamiyo.db* data/run/*", "P", "neither copy", 10),
        ONLY_BACKUPS("rm -r data/kamiyo.db* data/run/* data/journal", "P", "what came later is lost", 3),
        P_AHEAD_OF_J("rm data/journal/* && cp old/journal/* data/journal/", "PS", "the journal ends at write 5", 10),
        J_MISSING("rm -r data/journal", "PS", "the journal is missing", 10),
        J_MISSING_P_BEHIND("rm -r data/journal; cp old/kamiyo.db* data/", "S", "the journal is missing", 10),
        J_LOST_TAIL_S_BEHIND(
                "rm data/journal/* && cp old/journal/* data/journal/ && cp old/run/standby.db* data/run/",
                "P",
                "the journal ends at write 5",
                10),
        J_HARMED_IN_THE_MIDDLE(
                "f=$(ls data/journal/* | head -1); head -c 20 /dev/urandom | dd conv=notrunc status=none bs=1 seek=900 of=$f",
                "PS",
                "is harmed at line",
                10),
        J_UNREADABLE(
                "for f in data/journal/*; do rm $f && mkdir $f; done",
                "PS",
                "000001.ndjson cannot be read: Is a directory",
                10),
        P_IS_A_FOLDER("rm data/kamiyo.db* && mkdir data/kamiyo.db", "S", "", 10),
        P_RECORD_UNREADABLE("rm data/kamiyo.db.record && ln -s kamiyo.db.record data/kamiyo.db.record", "PS", "", 10),
        OLD_BACKUP_OVER_CLOSED("cp data/backups/kamiyo_latest.db data/kamiyo.db", "S", "", 10),
        OLD_BACKUP_OVER_KILLED(
                "cp -r kill/. data/ && cp data/backups/kamiyo_latest.db data/kamiyo.db", "S", "the primary", 10),
        WAL_DELETED("cp -r kill/. data/ && rm data/kamiyo.db-wal", "S", "", 10),
        WAL_GARBAGE(
                "cp -r kill/. data/ && head -c 5000 /dev/urandom | dd conv=notrunc status=none of=data/kamiyo.db-wal",
                "S",
                "",
                10),
        SHM_CUT("cp -r kill/. data/ && truncate -s 0 data/kamiyo.db-shm", "PS", "", 10),
        JOURNAL_TORN(
                "cp -r kill/. data/ && printf '{\"seq\":11,' >> $(ls data/journal/* | tail -1)", "PS", "broke off", 10);

        private final String deed;
        private final String inService;
        private final String told;
        private final int rows;

        Case(String deed, String inService, String told, int rows) {
            this.deed = deed;
            this.inService = inService;
            this.told = told;
            this.rows = rows;
        }
    }

    @BeforeEach
    void build() throws Exception {
        Files.createDirectories(root.resolve("data/run"));
        Files.createDirectories(root.resolve("other/run"));
        try (var database = open("data")) {
            database.healAnew(Role.STANDBY);
            write(database, 1, 3);
            backups("data").make(database);
            write(database, 4, 5);
            shell("mkdir old && cp -r data/kamiyo.db* data/journal data/run old/");
            write(database, 6, 10);
            shell("mkdir kill && cp -r data/kamiyo.db* data/journal data/run kill/");
        }
        try (var other = open("other")) {
            other.healAnew(Role.STANDBY);
            write(other, 1, 10);
        }
        told.clear();
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void start(Case state) throws Exception {
        shell(state.deed);
        long seq;
        try (var database = open("data")) {
            var serving = new StringBuilder();
            for (var role : Role.values()) {
                serving.append(database.copy(role).inService() ? role.label().substring(0, 1) : "");
            }
            assertThat(serving.toString().toUpperCase(Locale.ROOT))
                    .as("in service")
                    .isEqualTo(state.inService);
            if (state.told.isEmpty()) {
                assertThat(told).isEmpty();
            } else {
                assertThat(told).anySatisfy(line -> assertThat(line).contains(state.told));
            }
            holds(database, state.rows);
            seq = database.seq();
            assertThat(seq).isEqualTo(state.rows);
            write(database, 11, 12);
            assertThat(database.seq()).isEqualTo(seq + 2);
            for (var role : Role.values()) {
                bringBack(database, role);
            }
            bothAreSound(database);
        }
        told.clear();
        try (var again = open("data")) {
            assertThat(told.stream().filter(line -> !line.contains("is harmed") && !line.contains("cannot be read")))
                    .as("a second start")
                    .isEmpty();
            assertThat(again.seq()).isEqualTo(seq + 2);
            holds(again, state.rows);
            assertThat(last(again, 12)).isEqualTo(120);
            bothAreSound(again);
        }
    }

    /// As the guardian would.
    private static void bringBack(Database database, Role role) throws IOException {
        if (database.copy(role).inService()) {
            return;
        }
        try {
            database.catchUp(role);
        } catch (DbFaultException _) {
            database.healAnew(role);
        }
    }

    private static void bothAreSound(Database database) {
        var found = new ArrayList<Inspection>();
        for (var role : Role.values()) {
            assertThat(database.copy(role).inService()).as(role.label()).isTrue();
            found.add(database.inspect(role));
        }
        assertThat(found.getFirst()).isInstanceOf(Inspection.Sound.class).isEqualTo(found.getLast());
    }

    @Test
    void anEmptyDataFolderBesideAStandbyIsAVolumeThatIsNotMounted() throws Exception {
        shell("mv data/run run && mv data away && mkdir data && mv run data/run");
        assertThatThrownBy(() -> open("data"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("not mounted");
        assertThat(root.resolve("data/kamiyo.db")).doesNotExist();
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        Sqlite3.run(root.resolve("data/kamiyo.db"), "PRAGMA user_version=99");
        assertThatThrownBy(() -> open("data")).isInstanceOf(SchemaTooNewException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data/kamiyo.db", "data/run/standby.db"})
    void aLinkInThePlaceOfACopyIsRefused(String file) throws Exception {
        shell("mv " + file + " elsewhere.db && ln -s " + root + "/elsewhere.db " + file);
        assertThatThrownBy(() -> open("data"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("is a link to " + root.resolve("elsewhere.db"));
        assertThat(root.resolve("elsewhere.db-wal")).doesNotExist();
    }

    /// A file that was touched under its -wal is looked at elsewhere, and must not be taken for a damaged one.
    @Test
    void aNewerSchemaIsRefusedWhereTheFileWasTouchedToo() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        shell("cp -r kill/. data/ && rm data/run/*"
                + " && sqlite3 data/kamiyo.db '.dbconfig no_ckpt_on_close on' 'PRAGMA user_version=99' > /dev/null"
                + " && touch data/kamiyo.db && test -s data/kamiyo.db-wal");
        assertThatThrownBy(() -> open("data")).isInstanceOf(SchemaTooNewException.class);
        assertThat(root.resolve("data/quarantine")).doesNotExist();
    }

    /// The file of the journal that ends with the copy's write holds nothing that it lacks, and is not read.
    @Test
    void aCopyThatEndsWithAFileOfTheJournalIsBehindAndNotForeign() throws Exception {
        shell("mkdir ten && cp data/kamiyo.db* ten/");
        try (var database = open("data")) {
            write(database, 11, 12);
            assertThat(database.segments().getLast().after()).isEqualTo(10);
        }
        shell("rm data/kamiyo.db* && cp ten/kamiyo.db* data/");
        try (var database = open("data")) {
            assertThat(database.copy(Role.STANDBY).inService()).isTrue();
            assertThat(database.copy(Role.PRIMARY).fault()).containsInstanceOf(DbFault.Lagging.class);
            database.catchUp(Role.PRIMARY);
            holds(database, 12);
            bothAreSound(database);
        }
    }

    /// Each copy holds another write 6 than the journal; neither may be thrown away before a person has looked.
    @Test
    void copiesThatContradictTheJournalAreReadAndNeverReplaced() throws Exception {
        shell("rm -r data/journal data/backups && cp -r other/journal data/journal");
        try (var database = open("data")) {
            holds(database, 10);
            assertThat(told).anySatisfy(line -> assertThat(line).contains("no copy and no backup matches"));
            assertThatThrownBy(() -> write(database, 11, 11)).isInstanceOf(DbFaultException.class);
            for (var role : Role.values()) {
                assertThatThrownBy(() -> database.healAnew(role)).isInstanceOf(DbFaultException.class);
            }
            holds(database, 10);
        }
        assertThat(root.resolve("data/quarantine")).doesNotExist();
    }

    /// The copies are behind what nobody can read: a write would void it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mv data/journal/000001.ndjson away && mkdir data/journal/000001.ndjson",
                "mv data/journal away && touch data/journal"
            })
    void aJournalThatCannotBeReadNowLosesNothing(String deed) throws Exception {
        shell("cp -r kill/. data/ && cp old/kamiyo.db* data/ && cp old/run/standby.db* data/run/ && " + deed);
        for (int start = 0; start < 2; start++) { // it ends in order, which says nothing of what it could not read
            told.clear();
            try (var database = open("data")) {
                holds(database, 5);
                assertThat(told).anySatisfy(line -> assertThat(line).contains("readable and start again"));
                assertThatThrownBy(() -> write(database, 6, 6))
                        .isInstanceOfSatisfying(
                                DbFaultException.class,
                                refused -> assertThat(refused.fault()).isInstanceOf(DbFault.JournalStopped.class));
            }
        }
        shell("if [ -d away ]; then rm data/journal && mv away data/journal;"
                + " else rmdir data/journal/000001.ndjson && mv away data/journal/000001.ndjson; fi");
        try (var database = open("data")) {
            holds(database, 10);
            write(database, 11, 11);
        }
    }

    /// A standby was closed in order, its disk was away for a while, and came back when the primary was lost.
    @Test
    void aCopyThatOthersHaveWrittenAfterDoesNotHoldTheEndOfTheJournal() throws Exception {
        shell("mv data/run away && mkdir data/run");
        try (var database = open("data")) {
            write(database, 11, 12);
        }
        try (var database = open("data")) {
            write(database, 13, 13);
        }
        shell("rm -r data/run data/kamiyo.db* && mv away data/run"
                + " && mv data/journal/000003.ndjson hidden && mkdir data/journal/000003.ndjson");
        try (var database = open("data")) {
            holds(database, 11);
            assertThatThrownBy(() -> write(database, 14, 14)).isInstanceOf(DbFaultException.class);
        }
        shell("rmdir data/journal/000003.ndjson && mv hidden data/journal/000003.ndjson");
        try (var database = open("data")) {
            holds(database, 13);
        }
    }

    @Test
    void withoutAnyCopyAJournalThatCannotBeReadIsWaitedFor() throws Exception {
        shell(
                "rm data/kamiyo.db* data/run/* && mv data/journal/000001.ndjson away && mkdir data/journal/000001.ndjson");
        try (var database = open("data")) {
            holds(database, 3);
            assertThatThrownBy(() -> write(database, 6, 6)).isInstanceOf(DbFaultException.class);
            assertThat(database.loss()).isEmpty();
        }
        shell("rmdir data/journal/000001.ndjson && mv away data/journal/000001.ndjson");
        try (var database = open("data")) {
            holds(database, 10);
        }
    }

    /// As on a full disk: what stands in the way here is a folder.
    @ParameterizedTest
    @CsvSource({"true, 10", "false, 3"})
    void whatCannotBeBuiltAtTheStartIsReadFromTheBackupAndBuiltLater(boolean journal, int rows) throws Exception {
        shell("rm -r data/kamiyo.db* data/run/* " + (journal ? "" : "data/journal"));
        var obstacle = DurableFiles.draft(root.resolve("data/kamiyo.db"));
        shell("mkdir -p " + obstacle + "/x");
        try (var database = open("data")) {
            holds(database, 3);
            assertThat(told).anySatisfy(line -> assertThat(line).contains("cannot be built now"));
            shell("rm -r " + obstacle);
            for (var role : Role.values()) {
                database.healAnew(role);
            }
            holds(database, rows);
            write(database, 11, 11);
            bothAreSound(database);
        }
    }

    @Test
    void ofTwoCopiesThatDivergeTheOneThatMatchesTheJournalServes() throws Exception {
        shell("cp -r old fork");
        try (var fork = open("fork")) {
            for (var role : Role.values()) {
                bringBack(fork, role);
            }
            write(fork, 6, 9);
        }
        shell("cp fork/kamiyo.db data/kamiyo.db");
        try (var database = open("data")) {
            assertThat(database.copy(Role.PRIMARY).inService()).isFalse();
            assertThat(database.copy(Role.STANDBY).inService()).isTrue();
            holds(database, 10);
            bringBack(database, Role.PRIMARY);
            bothAreSound(database);
        }
    }

    /// A line that no copy takes is never skipped, and no start ends in a crash.
    @Test
    void aLineThatDoesNotApplyStopsAllWritingAndReadsGoOn() throws Exception {
        Head head;
        try (var database = open("data")) {
            head = database.head();
        }
        var line = LineJson.encode(
                11,
                head.epoch(),
                head.at(),
                new Line.Body.Rows(List.of(new Row.Put(Table.of("nowhere", "id"), new Object[] {1L}))),
                new TreeMap<>(),
                10,
                head.hash());
        try (var journal =
                new Journal(root.resolve("data/journal"), Clock.systemUTC(), head, Migrations.current(), 50)) {
            journal.append(List.of(line));
        }
        for (int i = 0; i < 2; i++) {
            told.clear();
            try (var database = open("data")) {
                holds(database, 10);
                assertThat(told).anySatisfy(text -> assertThat(text).contains("stays at write 10"));
                assertThatThrownBy(() -> write(database, 11, 11)).isInstanceOf(DbFaultException.class);
                for (var role : Role.values()) {
                    assertThatThrownBy(() -> database.healAnew(role)).isInstanceOf(DbFaultException.class);
                }
                holds(database, 10);
            }
        }
        assertThat(root.resolve("data/quarantine")).doesNotExist();
    }

    private Database open(String name) throws IOException {
        var data = root.resolve(name);
        return Database.open(new Folders(data, data.resolve("run")), Clock.systemUTC(), backups(name), watcher);
    }

    private BackupStore backups(String name) {
        return new BackupStore(
                root.resolve(name).resolve("backups"),
                Optional.empty(),
                Clock.systemUTC(),
                new BackupStore.Retention(14, Duration.ofDays(30)));
    }

    /// On a busy machine a copy may lag and leave service; the cases begin with two that are in step.
    private static void write(Database database, int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            long key = i;
            database.write(tx -> {
                tx.put(NUMBERS, key, key * 10);
                return true;
            });
        }
        for (var role : Role.values()) {
            if (database.copy(role).isOpen() && !database.copy(role).inService()) {
                database.healAnew(role);
            }
        }
    }

    private static void holds(Database database, int rows) {
        for (int i = 1; i <= rows; i++) {
            assertThat(last(database, i)).as("row %d", i).isEqualTo(i * 10L);
        }
    }

    private static long last(Database database, long key) {
        return database.read(reader -> reader.number("SELECT last FROM numbers WHERE year = ?", key));
    }

    private void shell(String command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", command.isEmpty() ? "true" : command)
                        .directory(root.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .as(command)
                .isZero();
    }
}

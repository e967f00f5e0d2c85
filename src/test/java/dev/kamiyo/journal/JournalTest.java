package dev.kamiyo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.testing.TmpfsDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is appended is there, once and in order, whatever happens to the files in between.
final class JournalTest {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");
    private static final Head NOTHING = new Head("store", "0badcafe", 0, Head.GENESIS, Instant.EPOCH);

    @TempDir
    private Path folder = Path.of("");

    private Journal journal = new Journal(folder, Clock.systemUTC(), NOTHING, 2, 0);

    @BeforeEach
    void begin() {
        journal = new Journal(folder, Clock.systemUTC(), NOTHING, 2, 0);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void groupsAreAppendedToOneFileAndReadBack() throws Exception {
        append(3);
        append(2);
        assertThat(journal.head().seq()).isEqualTo(5);
        assertThat(read(NOTHING)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(Files.readAllLines(file(1)).stream().filter(line -> !line.isEmpty()))
                .hasSize(6);
        isWhole(5);
    }

    /// A sync of a file that does not become longer is quicker.
    @Test
    void aFileThatIsAppendedToEndsWithEmptyLinesWhichGoWithIt() throws Exception {
        append(3);
        long size = Files.size(file(1));
        assertThat(size).isGreaterThan(200_000);
        append(2);
        assertThat(Files.size(file(1))).isEqualTo(size);
        isWhole(5);
        append(journal, 600, 500);
        assertThat(Files.readAllLines(file(1)))
                .as("a large group is worth a file that grows")
                .hasSize(606)
                .noneMatch(String::isEmpty);
        for (int i = 0; i < 50; i++) {
            append(journal, 10, 500); // they end within a group
        }
        isWhole(1_105);
        journal.close();
        assertThat(Files.readAllLines(file(1))).hasSize(1_106).noneMatch(String::isEmpty);
        isWhole(1_105);
    }

    /// What was read ahead of the file's end are empty lines that are written over meanwhile.
    @Test
    void whoReadsWhileSomebodyWritesGetsAllUpToWhereItBegan() throws Exception {
        append(1);
        var old = journal.head();
        for (int i = 0; i < 40; i++) {
            append(journal, 40, 3_000); // more than what is remembered
        }
        long last = journal.head().seq();
        var found = new ArrayList<Long>();
        journal.after(old, line -> {
            found.add(line.seq());
            if (line.seq() == last) {
                appendUnchecked(200);
            }
        });
        assertThat(found).isEqualTo(LongStream.rangeClosed(2, last).boxed().toList());
        long end = journal.head().seq();
        var chain = JournalScan.of(folder, 0, end, line -> {
            if (line.seq() == end) {
                appendUnchecked(200);
            }
        });
        assertThat(chain.harm()).isEmpty();
        assertThat(chain.torn()).isEmpty();
        assertThat(chain.runs()).hasSize(1);
    }

    private void appendUnchecked(int count) {
        try {
            append(journal, count, 1_000);
        } catch (JournalException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatSomebodyAddedToAFileIsNotCutOff() throws Exception {
        append(3);
        Files.writeString(file(1), "not ours", StandardOpenOption.APPEND);
        journal.close();
        assertThat(Files.readString(file(1))).endsWith("not ours");
        assertThat(scan().harm()).isEmpty();
        assertThat(read(NOTHING)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whereRoomIsScarceNoFileIsMadeLongerThanItsLines() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        try (var disk = TmpfsDisk.create(8);
                var small = new Journal(disk.root(), Clock.systemUTC(), NOTHING, 2, 0)) {
            append(small, 3);
            assertThat(Files.readAllLines(disk.root().resolve(Segment.name(1)))).hasSize(4);
        }
    }

    @Test
    void aFileThatWasUnlinkedIsWrittenAnewFromItsHandle() throws Exception {
        append(3);
        Files.delete(file(1));
        append(1);
        assertThat(journal.check()).contains("was deleted");
        assertThat(file(1)).doesNotExist();
        isWhole(4);
        assertThat(journal.check()).isEmpty();
        append(2);
        isWhole(6);
    }

    /// When the next file begins, the handle is closed that alone has the deleted lines.
    @Test
    void aFileThatWasUnlinkedBeforeTheNextOneBeginsIsWrittenAnewToo() throws Exception {
        append(journal, 1, 9 << 20); // a file has no room for two
        Files.delete(file(1));
        append(journal, 1, 9 << 20);
        assertThat(journal.check()).contains("was deleted");
        assertThat(journal.check()).isEmpty();
        isWhole(2);
    }

    @Test
    void aFileThatWasCutIsWrittenAnewFromMemory() throws Exception {
        append(3);
        try (var cut = Files.newByteChannel(file(1), StandardOpenOption.WRITE)) {
            cut.truncate(100);
        }
        assertThat(journal.check()).contains("was cut");
        append(1);
        assertThat(scan().last()).hasValueSatisfying(run -> {
            assertThat(run.last()).isEqualTo(4);
            assertThat(run.after()).isZero();
        });
        assertThat(read(NOTHING)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aFileInThePlaceOfTheOneThatIsAppendedToIsNotTouched() throws Exception {
        append(2);
        Files.delete(file(1));
        Files.writeString(file(1), "not ours");
        assertThat(journal.check()).contains("was replaced");
        append(1);
        assertThat(file(1)).hasContent("not ours");
        assertThat(scan().last())
                .hasValueSatisfying(run -> assertThat(run.last()).isEqualTo(3));
    }

    @Test
    void whatCannotBeWrittenAtAllIsRefusedUntouchedAndComesLater() throws Exception {
        append(2);
        journal.goOnFrom(journal.head()); // the next group begins a file
        Files.createDirectories(file(2).resolve("in-the-way"));
        var head = journal.head();
        assertThatThrownBy(() -> append(1))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.untouched()).isTrue());
        assertThat(journal.head()).isEqualTo(head);
        Files.delete(file(2).resolve("in-the-way"));
        Files.delete(file(2));
        append(1);
        isWhole(3);
    }

    @Test
    void aFileThatWasCutSoonAfterItsBeginLeavesNoGap() throws Exception {
        append(journal, 34, 500_000); // more than a file holds
        append(1);
        try (var cut = Files.newByteChannel(file(2), StandardOpenOption.WRITE)) {
            cut.truncate(Files.readString(file(2)).strip().length());
        }
        assertThat(journal.check()).contains("was cut");
        append(1);
        assertThat(journal.segments())
                .as("the third begins before the second")
                .extracting(Segment::after)
                .satisfies(after -> assertThat(after.get(2)).isLessThan(after.get(1)));
        isWhole(36);
    }

    @Test
    void wholeFilesBehindABackupAreLetGoAndNeverTheLastOne() throws Exception {
        for (int i = 0; i < 3; i++) {
            append(2);
            journal.goOnFrom(journal.head());
        }
        assertThat(journal.trim(1)).isZero();
        assertThat(journal.trim(3)).isEqualTo(1);
        assertThat(journal.trim(100)).isEqualTo(1);
        assertThat(journal.segments()).extracting(Segment::number).containsExactly(3);
        assertThatThrownBy(() -> read(NOTHING)).isInstanceOf(JournalGapException.class);
    }

    @Test
    void aLineTooFarAheadOrOfAnotherChainIsAGap() throws Exception {
        append(3);
        journal.goOnFrom(journal.head());
        var other = new Head("store", "0badcafe", 1, "f".repeat(64), Instant.EPOCH);
        assertThatThrownBy(() -> read(other)).isInstanceOf(JournalGapException.class);
    }

    /// The void tail of a file is that what the next file says anew. When that file's first line is harmed, its other
    /// lines still tell where it begins.
    @Test
    void aHarmedFirstLineDoesNotReviveTheVoidTailBeforeIt() throws Exception {
        append(2);
        var safe = journal.head();
        append(1);
        journal.goOnFrom(safe);
        append(1);
        var acknowledged = journal.head();
        harmFirstLine(file(2));
        var chain = scan();
        assertThat(chain.harm()).hasSize(1);
        assertThat(chain.last()).hasValueSatisfying(run -> {
            assertThat(run.last()).isEqualTo(3);
            assertThat(run.hash()).isEqualTo(acknowledged.hash());
        });
        assertThat(read(NOTHING)).containsExactly(1L, 2L, 3L);
        assertThat(journal.segments()).hasSize(2);
    }

    @Test
    void beforeAFileWithoutOneWholeLineOnlyWhatIsSureCounts() throws Exception {
        append(2);
        append(1);
        var safe = journal.head();
        append(1);
        journal.goOnFrom(safe);
        append(1);
        Files.writeString(file(2), "nothing of it can be read\n");
        assertThat(scan().last())
                .hasValueSatisfying(run -> assertThat(run.last()).isEqualTo(safe.seq()));
    }

    private static void harmFirstLine(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(20);
            channel.write(StandardCharsets.US_ASCII.encode("#"));
        }
    }

    private Path file(int number) {
        return folder.resolve(Segment.name(number));
    }

    private void append(int lines) throws JournalException {
        append(journal, lines);
    }

    /// Appends a group; each line puts its own number and something that differs from run to run.
    static void append(Journal journal, int count) throws JournalException {
        append(journal, count, 1);
    }

    static void append(Journal journal, int count, int length) throws JournalException {
        var text = "7".repeat(length);
        var group = new ArrayList<LineJson.Encoded>();
        var head = journal.head();
        long upto = head.seq();
        for (int i = 0; i < count; i++) {
            var sums = new TreeMap<String, Sum>();
            sums.put("numbers", new Sum(head.seq() + 1, System.nanoTime()));
            var encoded = LineJson.encode(
                    head.seq() + 1,
                    head.epoch(),
                    Instant.EPOCH,
                    new Line.Body.Rows(List.of(new Row.Put(NUMBERS, new Object[] {head.seq() + 1, text}))),
                    sums,
                    upto,
                    head.hash());
            group.add(encoded);
            head = encoded.line().head(head.store());
        }
        journal.append(group);
    }

    private List<Long> read(Head from) throws IOException {
        var again = new Journal(folder, Clock.systemUTC(), journal.head(), 2, 9);
        var found = new ArrayList<Long>();
        again.after(from, line -> found.add(line.seq()));
        return found;
    }

    private JournalChain scan() throws IOException {
        return JournalScan.of(folder);
    }

    private void isWhole(long last) throws IOException {
        var chain = scan();
        assertThat(chain.harm()).isEmpty();
        assertThat(chain.runs()).hasSize(1);
        assertThat(chain.runs().getFirst().last()).isEqualTo(last);
        assertThat(chain.torn()).isEmpty();
    }
}

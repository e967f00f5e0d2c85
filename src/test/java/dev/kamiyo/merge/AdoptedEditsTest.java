package dev.kamiyo.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.UnadoptedEdit;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.source.Vocabularies;
import dev.kamiyo.testing.ScantFacts;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the hand wrote stands above the sources, or is refused with a reason; nothing else.
@Timeout(60)
final class AdoptedEditsTest {
    private static final String FIRST = "KYM-2022-00001";
    private static final String SECOND = "KYM-2022-00002";

    @TempDir
    private Path folder = Path.of("");

    private final ExploitStore exploits = new ExploitStore();
    private final MergeStore merges = new MergeStore(exploits);
    private final CorrectionStore corrections = new CorrectionStore(exploits, merges);
    private AdoptedEdits adopted;
    private Database database;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        var words = Vocabularies.load();
        var parser = new ExploitJson(words.chains(), words.techniques(), words.targets(), Clock.systemUTC());
        adopted = new AdoptedEdits(exploits, corrections, parser);
        database = TestDatabase.open(folder);
        save("ronin", "Ronin Bridge", 23);
        save("wormhole", "Wormhole", 2);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void save(String id, String title, int day) {
        database.write(tx -> merges.save(tx, new Claim("feed", id, null, facts(title, day), "{}")));
    }

    private static Facts facts(String title, int day) {
        return ScantFacts.of(title, Occurred.on(LocalDate.of(2022, 3, day)), null);
    }

    private List<UnadoptedEdit> edit(String sql) throws Exception {
        var left = new ArrayList<UnadoptedEdit>();
        for (var file : edited(sql)) {
            left.addAll(database.adopt(file, adopted));
        }
        assertThat(database.handEdits()).isEmpty();
        return left;
    }

    private List<Path> edited(String sql) throws Exception {
        Sqlite3.run(TestDatabase.folders(folder).primary(), sql);
        Waiting.until(() -> {
            TestDatabase.bringBack(database); // a primary that lags notices edits once it is back
            return !database.handEdits().isEmpty();
        });
        return database.handEdits().stream().map(edit -> edit.file()).distinct().toList();
    }

    private JsonNode find(String id) {
        return JsonMapper.shared()
                .readTree(database.<String>read(
                        reader -> exploits.find(reader, new ExploitId(id)).orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            loss_cents = 62400000000                                             | loss_usd      | 624000000
            title = 'By hand'                                                    | title         | "By hand"
            protocol_name = 'Axie', protocol_slug = 'axie'                       | protocol      | {"slug":"axie","name":"Axie"}
            chains = '["ronin"]'                                                 | chains        | ["ronin"]
            occurred_at = '2022-03-24T10:00:00Z', occurred_precision = 'second'  | occurred_at   | "2022-03-24T10:00:00Z"
            status = 'disputed'                                                  | status        | "disputed"
            refs = '["https://example.org/a"]'                                   | references    | ["https://example.org/a"]
            """)
    void whatTheHandWroteOutlivesTheNextChangeOfItsSources(String set, String member, String value) throws Exception {
        assertThat(edit("UPDATE exploits SET " + set + " WHERE id = '" + FIRST + "'"))
                .isEmpty();
        var before = find(FIRST);
        assertThat(before.path(member)).hasToString(value);
        save("ronin", "Ronin Bridge Exploited", 22);
        var after = find(FIRST);
        assertThat(after.path(member)).hasToString(value);
        assertThat(after.path("modified_at").stringValue()).isNotNull();
        assertThat(after.path("sources").toString()).contains("correction");
        if (!member.equals("title")) {
            assertThat(after.path("title").stringValue()).isEqualTo("Ronin Bridge Exploited");
        }
    }

    @Test
    void eachExploitOfOneEditHasItsCorrectionAndItsLineInTheAuditLog() throws Exception {
        assertThat(edit("UPDATE exploits SET loss_cents = 100 * rowid")).isEmpty();
        var kept = database.read(reader -> corrections.list(reader, Long.MAX_VALUE, 10));
        assertThat(kept).extracting(c -> c.exploit().text()).containsExactlyInAnyOrder(FIRST, SECOND);
        assertThat(kept).extracting(CorrectionStore.Correction::author).containsOnly("edit by hand");
        assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM audit WHERE action = 'correct'")))
                .isEqualTo(2);
    }

    /// As when the service was killed before it had set the file aside.
    @Test
    void whatIsAdoptedOnceMoreIsAdoptedOnce() throws Exception {
        var file = edited("UPDATE exploits SET loss_cents = 100 * rowid").getFirst();
        var text = Files.readAllBytes(file);
        assertThat(database.adopt(file, adopted)).isEmpty();
        Files.write(file, text);
        assertThat(database.adopt(file, adopted)).isEmpty();
        assertThat(database.<Long>read(reader -> reader.number("SELECT count(*) FROM corrections")))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            severity = 'critical'              | worked out by the service
            chains = '["nowhere"]'             | nowhere
            first_seen_at = '1999-01-01'       | worked out by the service
            title = '', loss_cents = 100       | title
            """)
    void whatCannotBeTrueIsRefusedAndTheOthersAreNot(String set, String why) throws Exception {
        var before = find(FIRST);
        var left = edit("UPDATE exploits SET " + set + " WHERE id = '" + FIRST + "';"
                + " UPDATE exploits SET title = 'By hand' WHERE id = '" + SECOND + "'");
        assertThat(left).singleElement().satisfies(one -> {
            assertThat(one.row()).contains(FIRST);
            assertThat(one.why()).contains(why);
        });
        assertThat(find(FIRST)).isEqualTo(before);
        assertThat(find(SECOND).path("title").stringValue()).isEqualTo("By hand");
    }

    @Test
    void aRowThatAConstraintRefusesDoesNotKeepTheOthers() throws Exception {
        var left = edit("INSERT INTO numbers VALUES (1990, 5); PRAGMA ignore_check_constraints = ON;"
                + " UPDATE claims SET exploit_id = 'KYM-1999-00001' WHERE native_id = 'ronin';"
                + " INSERT INTO numbers VALUES (1991, 6)");
        assertThat(left).singleElement().satisfies(one -> assertThat(one.row()).contains("ronin"));
        assertThat(database.<Long>read(reader -> reader.number("SELECT sum(last) FROM numbers WHERE year < 2000")))
                .isEqualTo(11);
    }
}

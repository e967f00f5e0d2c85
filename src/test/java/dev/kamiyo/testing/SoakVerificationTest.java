package dev.kamiyo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.merge.Submission;
import dev.kamiyo.merge.SubmissionStore;
import dev.kamiyo.merge.SubmissionStore.Submitted;
import dev.kamiyo.testing.SoakLine.Acknowledged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A soak that finds nothing proves nothing unless it finds what is there to be found.
final class SoakVerificationTest {
    @TempDir
    private Path folder = Path.of("");

    private final SubmissionStore submissions =
            new SubmissionStore(new ExploitStore(), new MergeStore(new ExploitStore()));
    private AcknowledgedLog log;
    private Database database;

    @BeforeEach
    void write() throws IOException {
        database = TestDatabase.open(folder);
        log = new AcknowledgedLog(folder.resolve("log"));
        log.add(List.of(added(new SoakKey(0, 0)), added(new SoakKey(15, 7))));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsThereOnceIsNoFinding() throws IOException {
        assertThat(findings(0)).containsExactly("2 verified");
        added(new SoakKey(0, 1)); // not acknowledged, but there: it was in flight
        assertThat(findings(0)).containsExactly("2 verified");
        assertThat(findings(log.end())).containsExactly("0 verified");
    }

    @Test
    void aWriteThatIsNotThereIsLost() throws IOException {
        long end = log.end();
        log.add(List.of(new Acknowledged(new SoakKey(3, 4), "KYM-2022-00099", "0")));
        assertThat(findings(end))
                .containsExactly("lost t3-4 its key is not there; it made KYM-2022-00099", "1 verified");
    }

    @Test
    void aWriteWithAnotherContentIsLost() throws IOException {
        var one = added(new SoakKey(3, 4));
        log.add(List.of(new Acknowledged(one.key(), one.id(), "0")));
        assertThat(findings(0)).hasSize(2).first().asString().startsWith("lost t3-4 " + one.id() + " has another");
    }

    @Test
    void aKeyThatLeadsElsewhereIsLost() throws IOException {
        log.add(List.of(new Acknowledged(new SoakKey(0, 0), "KYM-2022-00099", "0")));
        assertThat(findings(0)).hasSize(2).first().asString().startsWith("lost t0-0 its key leads to KYM-");
    }

    @Test
    void whatIsThereTwiceIsDoubled() throws IOException {
        var facts = new SoakKey(0, 0).facts(1);
        database.write(
                tx -> new MergeStore(new ExploitStore()).save(tx, new Claim("manual", "again", null, facts, "{}")));
        assertThat(findings(log.end())).containsExactly("doubled 3 exploits for 2 keys", "0 verified");
        assertThat(findings(0)).hasSize(3).anyMatch(line -> line.startsWith("doubled " + facts.title() + ": KYM-"));
    }

    @Test
    void aLineIsReadAsItWasPrinted() {
        var key = new SoakKey(3, 4);
        for (var line : List.of(
                new Acknowledged(key, "KYM-2022-00001", "ab"),
                new SoakLine.Lost(key, "it is not there"),
                new SoakLine.Doubled("two of them"),
                new SoakLine.Refused(key, "Full[code=13]"),
                new SoakLine.Verified(7))) {
            assertThat(SoakLine.parse(line.text())).isEqualTo(line);
        }
    }

    private Acknowledged added(SoakKey key) {
        var submission = new Submission(SoakWriter.CALLER, Optional.of(key.toString()), key.facts(1));
        var added = (Submitted.Added) database.write(tx -> submissions.add(tx, submission));
        return Acknowledged.of(key, added.id(), added.json());
    }

    private List<String> findings(long from) throws IOException {
        var found = new ArrayList<String>();
        long count = new SoakVerification(database, line -> found.add(line.text())).verify(log, from);
        found.add(count + " verified");
        return found;
    }
}

package dev.kamiyo.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.merge.SubmissionStore.Submitted;
import dev.kamiyo.testing.ScantFacts;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class SubmissionStoreTest {
    @TempDir
    private Path folder = Path.of("");

    private final ExploitStore exploits = new ExploitStore();
    private final MergeStore merges = new MergeStore(exploits);
    private final SubmissionStore store = new SubmissionStore(exploits, merges);
    private Database database;

    @BeforeEach
    void open() throws IOException {
        database = TestDatabase.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theSameRequestUnderTheSameKeyGetsItsFirstAnswer() throws IOException {
        var first = add("ann", "k", "Ronin");
        assertThat(first).isInstanceOfSatisfying(Submitted.Added.class, added -> {
            assertThat(added.id()).hasToString("KYM-2022-00001");
            assertThat(added.json()).isEqualTo(stored(added.id()));
            assertThat(added.json()).contains("\"sources\":[{\"name\":\"manual\",\"url\":null}]");
        });
        var answer = ((Submitted.Added) first).json();
        var again = new Submitted.Repeated(new ExploitId("KYM-2022-00001"), answer);
        assertThat(add("ann", "k", "Ronin")).isEqualTo(again);
        close();
        open();
        assertThat(add("ann", "k", "Ronin"))
                .as("a key lives as long as the data")
                .isEqualTo(again);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aRepeatChangesNothing() {
        add("ann", "k", "Ronin");
        long seq = database.read(reader -> reader.seq());
        add("ann", "k", "Ronin");
        add("ann", "k", "Poly");
        assertThat(database.<Long>read(reader -> reader.seq())).isEqualTo(seq);
    }

    @Test
    void theFirstAnswerStaysWhateverBecomesOfTheExploit() {
        var answer = ((Submitted.Added) add("ann", "k", "Ronin")).json();
        database.write(tx -> {
            var nativeId = tx.text("SELECT native_id FROM claims").orElseThrow();
            return merges.save(tx, new Claim(SubmissionStore.SOURCE, nativeId, null, facts("Other"), "{}"));
        });
        assertThat(stored(new ExploitId("KYM-2022-00001"))).contains("Other");
        assertThat(add("ann", "k", "Ronin"))
                .isInstanceOfSatisfying(
                        Submitted.Repeated.class,
                        repeated -> assertThat(repeated.json()).isEqualTo(answer));
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        add("ann", "k", "Ronin");
        assertThat(add("ann", "k", "Poly")).isEqualTo(new Submitted.OtherRequest());
        assertThat(count()).isEqualTo(1);
        assertThat(add("ann", "k", "Ronin")).isInstanceOf(Submitted.Repeated.class);
    }

    @Test
    void keysOfTwoCallersNeverMeet() {
        var ann = (Submitted.Added) add("ann", "k", "Ronin");
        var bob = (Submitted.Added) add("bob", "k", "Ronin");
        assertThat(ann.id()).isNotEqualTo(bob.id());
        assertThat(add("bob", "k", "Ronin"))
                .isInstanceOfSatisfying(
                        Submitted.Repeated.class,
                        repeated -> assertThat(repeated.id()).isEqualTo(bob.id()));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void withoutAKeyEachRequestIsItsOwn() {
        for (int i = 0; i < 3; i++) {
            assertThat(database.<Submitted>write(
                            tx -> store.add(tx, new Submission("ann", Optional.empty(), facts("Ronin")))))
                    .isInstanceOf(Submitted.Added.class);
        }
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void twoAtOnceInOneGroupMakeOneExploit() {
        var gate = new CountDownLatch(1);
        var first = database.submit(_ -> waitFor(gate));
        var all = List.of(
                database.submit(tx -> add(tx, "ann", "k", "Ronin")),
                database.submit(tx -> add(tx, "ann", "k", "Ronin")),
                database.submit(tx -> add(tx, "ann", "k", "Poly")));
        gate.countDown();
        assertThat(Database.await(first)).isTrue();
        assertThat(Database.await(all.get(0))).isInstanceOf(Submitted.Added.class);
        assertThat(Database.await(all.get(1))).isInstanceOf(Submitted.Repeated.class);
        assertThat(Database.await(all.get(2))).isInstanceOf(Submitted.OtherRequest.class);
        assertThat(count()).isEqualTo(1);
    }

    private static boolean waitFor(CountDownLatch gate) {
        try {
            return gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Submitted add(String caller, String key, String title) {
        return database.write(tx -> add(tx, caller, key, title));
    }

    private Submitted add(Tx tx, String caller, String key, String title) {
        return store.add(tx, new Submission(caller, Optional.of(key), facts(title)));
    }

    private static Facts facts(String title) {
        return ScantFacts.of(title, Occurred.on(LocalDate.of(2022, 3, 23)), null);
    }

    private String stored(ExploitId id) {
        return database.read(reader -> exploits.find(reader, id)).orElseThrow();
    }

    private long count() {
        return database.read(exploits::count);
    }
}

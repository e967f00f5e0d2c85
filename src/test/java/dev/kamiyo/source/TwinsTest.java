package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two records of one day and name stay the claims that they were first, in data of before as well.
final class TwinsTest {
    private static final Vocabularies WORDS = Vocabularies.load();
    private static final DefiLlama LLAMA = new DefiLlama(WORDS, Clock.systemUTC());
    private static final SlowMist SLOW = new SlowMist(WORDS, Clock.systemUTC());
    private static final String KEY_LEAK = llama("Key Leak", 5);
    private static final String REENTRANCY = llama("Reentrancy", 7);
    private static final String OLDER = slow("Lumora", "$ 5", 1);
    private static final String NEWER = slow("Lumora", "$ 7", 2);
    private static final String ABOVE = slow("Vexa", "$ 9", 3).replace("2026-05-20", "2026-05-21");

    @TempDir
    private Path folder = Path.of("");

    private Database database;
    private Ingestor ingestor;

    @BeforeEach
    void start() throws IOException {
        database = TestDatabase.open(folder.resolve("data"));
        ingestor = new Ingestor(database, new MergeStore(new ExploitStore()), new Fetcher(Limits.FEED, "test"));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private static String llama(String technique, int dollars) {
        return "{\"date\":1647993600,\"name\":\"Lumora\",\"technique\":\"%s\",\"amount\":%d}"
                .formatted(technique, dollars);
    }

    private static String slow(String name, String loss, int link) {
        return SlowMistTest.record("2026-05-20", name, loss, "https://example.org/" + link);
    }

    private Import.Done llama(String... records) throws IOException {
        return fetch(LLAMA, Extent.NEWEST, List.of(records).toString());
    }

    /// The newest pages of many.
    private Import.Done newest(String... records) throws IOException {
        return fetch(SLOW, Extent.NEWEST, SlowMistTest.page(3, 100, records));
    }

    private Import.Done all(String... records) throws IOException {
        return fetch(SLOW, Extent.ALL, SlowMistTest.page(1, 1, records));
    }

    private Import.Done fetch(Source source, Extent extent, String document) throws IOException {
        var location =
                Files.writeString(folder.resolve(source.name()), document).toString();
        var feed = new Feed(source, location, true);
        return switch (ingestor.run(feed, new Order(location, extent, false, false), (_, _) -> {})) {
            case Import.Done done -> done;
            case Import.NotModified _, Import.Refused _, Import.Drifted _ ->
                throw new AssertionError("the fetch is not taken");
        };
    }

    /// Identities of standing claims with their losses, in the order in which they came.
    private List<String> claims() {
        return database.read(reader -> reader.list(
                "SELECT native_id || ' ' || (facts ->> 'loss_usd') FROM claims WHERE withdrawn_at IS NULL"
                        + " ORDER BY number",
                row -> row.getString(1)));
    }

    @Test
    void theOrderOfAListChangesNothing() throws Exception {
        llama(KEY_LEAK, REENTRANCY);
        var before = claims();
        assertThat(before).hasSize(2);
        assertThat(llama(REENTRANCY, KEY_LEAK).counts()).isEqualTo(new Import.Counts(0, 0, 2));
        assertThat(claims()).isEqualTo(before);
    }

    @Test
    void anEditInAnotherOrderChangesTheEditedOneAlone() throws Exception {
        llama(KEY_LEAK, REENTRANCY);
        for (var edited : List.of(llama("Key Leak", 6), llama("Key Theft", 6))) {
            assertThat(llama(REENTRANCY, edited).counts()).isEqualTo(new Import.Counts(0, 1, 1));
            assertThat(llama(KEY_LEAK, REENTRANCY).counts()).isEqualTo(new Import.Counts(0, 1, 1));
        }
        assertThat(llama(llama("Reentrancy", 8), llama("Key Leak", 6)).counts()).isEqualTo(new Import.Counts(0, 2, 0));
        assertThat(claims()).hasSize(2).first().asString().contains("6");
    }

    @Test
    void aThirdOneTakesTheIdentityOfNone() throws Exception {
        llama(KEY_LEAK, REENTRANCY);
        var before = claims();
        assertThat(llama(llama("Oracle", 9), REENTRANCY, llama("Key Leak", 6)).counts())
                .isEqualTo(new Import.Counts(1, 1, 1));
        assertThat(llama(llama("Oracle", 9), KEY_LEAK, REENTRANCY).counts()).isEqualTo(new Import.Counts(0, 1, 2));
        assertThat(claims()).hasSize(3).containsAll(before);
    }

    @Test
    void whatNothingTellsApartIsRejectedInAnyOrder() throws Exception {
        llama(KEY_LEAK, REENTRANCY);
        var before = claims();
        for (var records : List.of(
                List.of(KEY_LEAK, REENTRANCY, llama("Reentrancy", 9)),
                List.of(llama("Reentrancy", 9), REENTRANCY, KEY_LEAK))) {
            assertThat(llama(records.toArray(String[]::new)).rejected()).hasSize(1);
            assertThat(claims()).isEqualTo(before);
        }
    }

    @Test
    void theOtherOneStaysWhatItIsWhenTheFirstIsWithdrawn() throws Exception {
        var others = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            others.add(KEY_LEAK.replace("Lumora", "Vexa" + "x".repeat(i)));
        }
        var records = new ArrayList<>(others);
        records.addAll(List.of(KEY_LEAK, REENTRANCY));
        llama(records.toArray(String[]::new));
        var before = claims();
        records.remove(KEY_LEAK);
        var done = llama(records.toArray(String[]::new));
        assertThat(done.counts()).isEqualTo(new Import.Counts(0, 0, 11));
        assertThat(done.withdrawal()).isEqualTo(new Withdrawal.Done(1, 0));
        before.removeIf(claim -> claim.startsWith("2022-03-23/lumora "));
        assertThat(claims()).isEqualTo(before);
    }

    @Test
    void pagesThatEndBetweenTwoChangeNeither() throws Exception {
        newest(ABOVE, NEWER, OLDER);
        var before = claims();
        assertThat(newest(ABOVE, NEWER).counts()).isEqualTo(new Import.Counts(0, 0, 2));
        assertThat(newest(ABOVE, slow("Lumora", "$ 8", 2)).counts())
                .as("an edit")
                .isEqualTo(new Import.Counts(0, 1, 1));
        newest(ABOVE, NEWER);
        assertThat(claims()).hasSize(3).isEqualTo(before);
    }

    @Test
    void aNewOneAtTheEndOfPagesWaitsForAllOfThem() throws Exception {
        newest(ABOVE, OLDER);
        var before = claims();
        var done = newest(ABOVE, NEWER);
        assertThat(done.counts()).isEqualTo(new Import.Counts(0, 0, 1));
        assertThat(done.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.position()).isEqualTo("Lumora");
            assertThat(rejected.reason()).contains("may follow on the next page");
        });
        assertThat(claims()).isEqualTo(before);
        assertThat(all(ABOVE, NEWER, OLDER).counts()).isEqualTo(new Import.Counts(1, 0, 2));
        assertThat(claims()).hasSize(3).containsAll(before);
    }

    @Test
    void theOlderOneThatComesLaterTakesNothingFromTheNewer() throws Exception {
        newest(ABOVE, NEWER);
        var before = claims();
        assertThat(all(ABOVE, NEWER, OLDER).counts()).isEqualTo(new Import.Counts(1, 0, 2));
        assertThat(claims()).hasSize(3).containsAll(before);
    }

    @Test
    void allPagesMendWhatOnceWasOverwritten() throws Exception {
        newest(ABOVE, NEWER, OLDER);
        var before = claims();
        var newerAlone = SLOW.parse(Content.of(SlowMistTest.page(3, 100, NEWER).getBytes(StandardCharsets.UTF_8)));
        ingestor.keep(newerAlone.claims(), (_, _) -> {});
        assertThat(claims()).isNotEqualTo(before);
        assertThat(all(ABOVE, NEWER, OLDER).counts()).isEqualTo(new Import.Counts(0, 1, 2));
        assertThat(claims()).isEqualTo(before);
    }
}

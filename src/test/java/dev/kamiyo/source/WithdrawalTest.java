package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of claims that their feed says no more, or says under another identity.
final class WithdrawalTest {
    private static final Vocabularies WORDS = Vocabularies.load();
    private static final List<String> NAMES = List.of(
            "Lumora", "Vexa", "Quorix", "Tandril", "Osmeka", "Plonder", "Fizzle", "Brakton", "Yumtide", "Corvane",
            "Haldry", "Nimbol");

    @TempDir
    private Path folder = Path.of("");

    private Database database;
    private Feeds feeds;
    private Feed feed;

    @BeforeEach
    void start() throws IOException {
        feed = new Feed(new DefiLlama(WORDS, Clock.systemUTC()), folder + "/hacks.json", true);
        open(feed);
    }

    private void open(Feed one) throws IOException {
        database = TestDatabase.open(folder.resolve("data"));
        var merges = new MergeStore(new ExploitStore());
        var ingestor = new Ingestor(database, merges, new Fetcher(Limits.FEED, "test"));
        feeds = new Feeds(database, ingestor, Clock.systemUTC(), List.of(one));
    }

    private void restart() throws IOException {
        database.close();
        open(feed);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /// A month apart, so that none can be taken for another.
    private static List<String> records() {
        var records = new ArrayList<String>();
        for (int i = 0; i < NAMES.size(); i++) {
            records.add(record(NAMES.get(i), i, 1_000_007L * (i + 1)));
        }
        return records;
    }

    private static String record(String name, int month, long dollars) {
        long second = LocalDate.of(2024, 1, 7)
                .plusMonths(month)
                .atStartOfDay(ZoneOffset.UTC)
                .toEpochSecond();
        return "{\"date\":%d,\"name\":\"%s\",\"amount\":%d}".formatted(second, name, dollars);
    }

    private Import.Done fetch(List<String> records) throws IOException {
        Files.writeString(Path.of(feed.location()), records.toString());
        return fetch(Order.newest(feed.location()));
    }

    private Import.Done fetch(Order order) {
        return switch (feeds.run(feed, order, (_, _) -> {})) {
            case Import.Done done -> done;
            case Import.NotModified _, Import.Refused _, Import.Drifted _ ->
                throw new AssertionError("the fetch is not taken");
        };
    }

    private static List<String> without(List<String> records, int... places) {
        var left = new ArrayList<>(records);
        for (int place : places) {
            left.remove(records.get(place));
        }
        return left;
    }

    private List<String> withdrawn() {
        return database.read(reader -> reader.list(
                "SELECT title FROM exploits WHERE merged_into IS NULL AND status = 'withdrawn' ORDER BY title",
                row -> row.getString(1)));
    }

    private String id(String title) {
        return database.read(reader -> reader.text("SELECT id FROM exploits WHERE title = ?", title))
                .orElseThrow();
    }

    private long exploits() {
        return database.read(reader -> reader.number("SELECT count(*) FROM exploits"));
    }

    @Test
    void whatAWholeFetchLacksIsWithdrawnAndStandsAgainWhenItComesBack() throws Exception {
        assertThat(fetch(records()).withdrawal()).isEqualTo(new Withdrawal.Done(0, 0));
        var id = id("Quorix");
        restart();
        assertThat(fetch(without(records(), 2)).withdrawal()).isEqualTo(new Withdrawal.Done(1, 0));
        assertThat(withdrawn()).containsExactly("Quorix");
        restart();
        assertThat(fetch(without(records(), 2)).withdrawal()).as("again").isEqualTo(new Withdrawal.Done(0, 0));
        assertThat(withdrawn()).containsExactly("Quorix");
        assertThat(database.read(new MeritStore()::merits).get("defillama"))
                .extracting(Merits::claims, Merits::withdrawn)
                .containsExactly(12, 1);
        fetch(records());
        assertThat(withdrawn()).isEmpty();
        assertThat(id("Quorix")).isEqualTo(id);
    }

    @Test
    void pastAPercentageNothingIsWithdrawnAndTheFeedSaysSo() throws Exception {
        fetch(records());
        assertThat(fetch(without(records(), 2, 7)).withdrawal()).isEqualTo(new Withdrawal.TooMany(2, 12));
        assertThat(withdrawn()).isEmpty();
        restart();
        assertThat(feeds.state(feed).missing()).isEqualTo("2 of its 12 claims are missing, more than 10 %; they stand");
        fetch(without(records(), 2));
        assertThat(feeds.state(feed).missing()).isNull();
    }

    @Test
    void aFetchFromElsewhereWithdrawsNothing() throws Exception {
        fetch(records());
        var elsewhere = Files.writeString(
                folder.resolve("old.json"), without(records(), 2).toString());
        assertThat(fetch(Order.newest(elsewhere.toString())).withdrawal()).isEqualTo(new Withdrawal.NotAsked());
        assertThat(withdrawn()).isEmpty();
    }

    @Test
    void aDryRunSaysItAndLeavesIt() throws Exception {
        fetch(records());
        Files.writeString(Path.of(feed.location()), without(records(), 2).toString());
        assertThat(fetch(new Order(feed.location(), Extent.NEWEST, true, false)).withdrawal())
                .isEqualTo(new Withdrawal.Done(1, 0));
        assertThat(withdrawn()).isEmpty();
    }

    @Test
    void aClaimWhoseRecordMayHaveBeenRejectedStands() throws Exception {
        fetch(records());
        var broken = new ArrayList<>(records());
        broken.set(2, record("Quorix", 2, -5));
        assertThat(fetch(broken).withdrawal()).isEqualTo(new Withdrawal.Done(0, 1));
        assertThat(feeds.state(feed).missing()).contains("1 of its claims are missing", "rejected");
        broken.set(2, "{\"date\":1}");
        assertThat(fetch(broken).withdrawal()).as("a record without a name").isEqualTo(new Withdrawal.Done(0, 1));
        broken.set(2, record("Snorvik", 2, -5));
        assertThat(fetch(broken).withdrawal()).as("another name").isEqualTo(new Withdrawal.Done(1, 0));
        assertThat(withdrawn()).containsExactly("Quorix");
    }

    @Test
    void anEditedNameOrDayIsTheSameClaimStill() throws Exception {
        fetch(records());
        var id = id("Quorix");
        var edited = new ArrayList<>(records());
        edited.set(2, record("Quorix Finance V2", 2, 3_000_021L));
        edited.set(4, record("Osmeka", 4, 9_000_000L).replaceFirst("\\d{10}", String.valueOf(1_715_126_400L)));
        edited.set(6, record("Sprawl", 6, 7_000_049L));
        var done = fetch(edited);
        assertThat(done.counts()).isEqualTo(new Import.Counts(0, 3, 9));
        assertThat(done.withdrawal()).isEqualTo(new Withdrawal.Done(0, 0));
        assertThat(id("Quorix Finance V2")).isEqualTo(id);
        assertThat(exploits()).isEqualTo(12);
        restart();
        assertThat(fetch(edited).counts()).isEqualTo(new Import.Counts(0, 0, 12));
        var copy = Files.copy(Path.of(feed.location()), folder.resolve("copy.json"));
        assertThat(fetch(Order.newest(copy.toString())).counts()).isEqualTo(new Import.Counts(0, 0, 12));
        edited.add(records().get(2));
        assertThat(fetch(edited).counts()).as("both names, two records").isEqualTo(new Import.Counts(1, 1, 11));
        assertThat(exploits()).isEqualTo(13);
    }

    @Test
    void aDateThatIsMendedByDaysIsTheSameClaimStill() throws Exception {
        fetch(records());
        var id = id("Quorix");
        var mended = new ArrayList<>(records());
        var matcher = Pattern.compile("\\d{10}").matcher(mended.get(2));
        assertThat(matcher.find()).isTrue();
        long later = Long.parseLong(matcher.group()) + Duration.ofDays(9).toSeconds();
        mended.set(2, matcher.replaceFirst(String.valueOf(later)));
        assertThat(fetch(mended).counts()).isEqualTo(new Import.Counts(0, 1, 11));
        assertThat(id("Quorix")).isEqualTo(id);
        assertThat(exploits()).isEqualTo(12);
        assertThat(withdrawn()).isEmpty();
    }

    @Test
    void anotherAttackInThePlaceOfOneIsAnotherClaim() throws Exception {
        fetch(records());
        var other = new ArrayList<>(records());
        other.set(2, record("Snorvik", 2, 44_000_000L));
        var done = fetch(other);
        assertThat(done.counts()).isEqualTo(new Import.Counts(1, 0, 11));
        assertThat(done.withdrawal()).isEqualTo(new Withdrawal.Done(1, 0));
    }

    @Test
    void theNewestPagesWithdrawNothingButFollowAnEdit() throws Exception {
        feed = new Feed(new SlowMist(WORDS, Clock.systemUTC()), folder + "/page.html", true);
        restart();
        page(slow("2026-05-29", "Lumora"), slow("2026-05-28", "Vexa"), slow("2026-05-20", "Quorix"));
        fetch(Order.newest(feed.location()));
        page(slow("2026-05-30", "Tandril"), slow("2026-05-29", "Lumora Bridge"), slow("2026-05-25", "Osmeka"));
        var done = fetch(Order.newest(feed.location()));
        assertThat(done.counts()).isEqualTo(new Import.Counts(2, 1, 0));
        assertThat(done.withdrawal()).isEqualTo(new Withdrawal.NotAsked());
        assertThat(exploits()).isEqualTo(5);
        assertThat(withdrawn()).isEmpty();
    }

    private static String slow(String day, String name) {
        return SlowMistTest.record(day, name, "$ 1,234,567", "https://example.org/" + name.length() + day);
    }

    private void page(String... records) throws IOException {
        Files.writeString(Path.of(feed.location()), SlowMistTest.page(1, 100, records));
    }
}

package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MeritStoreTest {
    private static final Table EXPLOITS = Table.of(
            "exploits",
            "id",
            "title",
            "chains",
            "occurred_precision",
            "severity",
            "status",
            "transactions",
            "addresses",
            "sources",
            "refs",
            "first_seen_at",
            "modified_at");
    private static final Table CLAIMS = new Table(
            "claims",
            List.of("source", "native_id"),
            List.of("exploit_id", "facts", "raw", "first_seen_at", "modified_at"));
    private static final Table FEEDS =
            Table.of("feeds", "name", "attempts", "successes", "failures", "first_success_at");

    @TempDir
    private Path folder = Path.of("");

    private Database database;

    @BeforeEach
    void start() throws IOException {
        database = TestDatabase.open(folder);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void claim(String source, String exploit, @Nullable Integer loss, String seen) {
        database.write(tx -> {
            tx.put(EXPLOITS, exploit, "x", "[]", "unknown", "low", "confirmed", "[]", "[]", "[]", "[]", seen, seen);
            var facts = "{\"loss_usd\":" + loss + ",\"occurred_at\":\"2026-05-01T00:00:00Z\"}";
            tx.put(CLAIMS, source, source + exploit, exploit, facts, "", seen, seen);
            return tx.seq();
        });
    }

    private Map<String, Merits> merits() {
        return database.read(new MeritStore()::merits);
    }

    @Test
    void sharedExploitsTellWhoWasFirstAndWhoDisagrees() {
        claim("a", "KYM-2026-00001", 100, "2026-05-01T01:00:00Z");
        claim("b", "KYM-2026-00001", 104, "2026-05-01T02:00:00Z");
        claim("a", "KYM-2026-00002", 100, "2026-05-01T05:00:00Z");
        claim("b", "KYM-2026-00002", 200, "2026-05-01T03:00:00Z");
        claim("a", "KYM-2026-00003", null, "2026-05-01T03:00:00Z");
        claim("b", "KYM-2026-00003", 7, "2026-05-01T03:00:00Z");
        claim("a", "KYM-2026-00004", 7, "2026-05-01T03:00:00Z");
        claim("catalogue", "KYM-2026-00004", 9, "2026-05-01T01:00:00Z");
        assertThat(merits().get("a")).isEqualTo(new Merits(4, 0, 3, 1, 1, null));
        assertThat(merits().get("b")).isEqualTo(new Merits(3, 0, 3, 1, 1, null));
        assertThat(merits()).doesNotContainKey("catalogue");
    }

    @Test
    void theLagIsTheMedianOfWhatCameAfterTheFirstFetch() {
        database.write(tx -> {
            tx.put(FEEDS, "a", 1, 1, 0, "2026-05-01T00:30:00Z");
            return tx.seq();
        });
        claim("a", "KYM-2026-00005", 1, "2026-05-01T00:20:00Z");
        claim("a", "KYM-2026-00001", 1, "2026-05-01T01:00:00Z");
        claim("a", "KYM-2026-00002", 1, "2026-05-01T02:00:00Z");
        claim("a", "KYM-2026-00003", 1, "2026-05-01T09:00:00Z");
        claim("a", "KYM-2026-00004", 1, "2026-07-01T00:00:00Z");
        assertThat(merits().get("a")).isEqualTo(new Merits(5, 0, 0, 0, 0, 7_200L));
    }

    @Test
    void theScoreGrowsWithAgreementPromptnessAndUptime() {
        var state = FeedState.NEVER.after(
                new Import.NotModified(), Clock.systemUTC().instant());
        assertThat(Merits.NONE.score(FeedState.NEVER)).isNull();
        var good = new Merits(10, 0, 10, 8, 1, null);
        assertThat(good.score(state)).isGreaterThan(new Merits(10, 0, 10, 8, 6, null).score(state));
        assertThat(good.score(state)).isGreaterThan(new Merits(10, 0, 10, 2, 1, null).score(state));
        var shaky = state.after(new Import.Refused("gone"), Clock.systemUTC().instant());
        assertThat(good.score(state)).isGreaterThan(good.score(shaky));
    }
}

package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ResponseCacheTest extends RunningService {
    private static final String LIST = "/api/v1/exploits?limit=5";

    @Test
    void anAnswerIsNeverOlderThanTheLastAcknowledgedWrite() throws Exception {
        for (int i = 1; i <= 100; i++) {
            var added =
                    service.post("/api/v1/exploits", "{\"protocol\":\"P" + i + "\",\"occurred_at\":\"2022-01-01\"}");
            var list = service.get(LIST);
            assertThat(list.headers().firstValue("X-Total-Count")).contains(String.valueOf(i));
            assertThat(list.body()).contains(TestService.json(added).get("id").stringValue());
        }
    }

    @Test
    void whatIsAskedAgainIsKept() {
        var cache = new ResponseCache(service.database());
        var made = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            cache.get(new ResponseCache.Question("list"), () -> {
                made.incrementAndGet();
                return new ResponseCache.Dated(
                        Response.json("[]"), service.database().seq());
            });
        }
        assertThat(made.get()).as("20, less what was kept").isBetween(2, 10);
    }

    @Test
    void questionsThatWouldReadTheSameInARowAreNotTakenForEachOther() throws Exception {
        var one = service.get("/explore?q=bridge&since=2024");
        var other = service.get("/explore?q=bridge%2C%20since%3D2024");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(other.body()).isNotEqualTo(one.body());
    }

    @Test
    void anEditByHandIsTakenBackAndNeverCounted() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        service.post("/api/v1/exploits", "{\"protocol\":\"Lumora\",\"occurred_at\":\"2022-01-01\"}");
        service.post("/api/v1/exploits", "{\"protocol\":\"Vexa\",\"occurred_at\":\"2022-01-02\"}");
        var file = folder.resolve("kamiyo.db");
        // a standby that is just being built would take what the edit leaves for damage, and have it healed instead
        Waiting.until(() -> service.database().copies().stream().allMatch(CopyStatus::inService));
        Sqlite3.run(file, "PRAGMA foreign_keys=OFF; DELETE FROM exploits WHERE title = 'Lumora';");
        Waiting.until(() -> !service.database().handEdits().isEmpty());
        Waiting.until(() -> service.get(LIST).body().contains("Lumora"));
        assertThat(service.get(LIST).headers().firstValue("X-Total-Count")).contains("2");
        assertThat(Sqlite3.run(file, "SELECT count(*) FROM exploits;")).isEqualTo("2");
    }
}

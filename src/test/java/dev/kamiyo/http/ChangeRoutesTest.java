package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.TestService;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// A mirror that is built of changes alone.
final class ChangeRoutesTest extends RunningService {
    /// 10000 makes the long form of it.
    private static final int WRITES = Integer.getInteger("kamiyo.mirror.writes", 600);

    private final Map<String, String> mirror = new TreeMap<>();
    private final MergeStore merges = new MergeStore(new ExploitStore());
    private final SplittableRandom random = new SplittableRandom(11);
    private String since = "0";
    private int resets;

    /// Follows up to the end.
    private void follow(int limit) throws Exception {
        boolean more = true;
        while (more) {
            var answer = service.get("/api/v1/changes?since=" + since + "&limit=" + limit);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            var json = TestService.json(answer);
            if (json.get("reset").booleanValue()) {
                mirror.clear();
                resets++;
            }
            for (var change : json.get("changes")) {
                var id = change.get("id").stringValue();
                if (change.at("/exploit").has("merged_into")) {
                    mirror.remove(id);
                } else {
                    mirror.put(id, change.get("exploit").toString());
                }
            }
            since = json.get("next").stringValue();
            more = json.get("more").booleanValue();
        }
    }

    private Map<String, String> original() throws Exception {
        var found = new TreeMap<String, String>();
        service.get("/api/v1/exploits?format=ndjson&limit=all").body().lines().forEach(line -> {
            var json = JsonMapper.shared().readTree(line);
            found.put(json.get("id").stringValue(), json.toString());
        });
        return found;
    }

    /// Random claims of three sources: new ones, others that say something else now, some that become one exploit; and
    /// what people do: corrections, and decisions that two are one or are not.
    private void write(int n) throws Exception {
        var generator = new ExploitGenerator(random.nextInt(3));
        var writes = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < n; i++) {
            if (random.nextInt(25) == 0) {
                writes.forEach(Database::await);
                decide();
                continue;
            }
            var claim = new Claim(
                    "source" + random.nextInt(3),
                    "n" + random.nextInt(60),
                    null,
                    generator.exploit(random.nextInt(40)),
                    "{}");
            writes.add(service.database().submit(tx -> merges.save(tx, claim)));
        }
        writes.forEach(Database::await);
    }

    private void decide() throws Exception {
        var ids = List.copyOf(original().keySet());
        if (ids.size() < 2) {
            return;
        }
        var one = ids.get(random.nextInt(ids.size()));
        var other = ids.get(random.nextInt(ids.size()));
        var answer =
                switch (random.nextInt(3)) {
                    case 0 ->
                        service.post(
                                "/api/v1/corrections",
                                "{\"exploit\":\"" + one + "\",\"fields\":{\"loss_usd\":" + random.nextInt(1_000_000)
                                        + ".25},\"reason\":\"a test\"}");
                    case 1 -> decide("same", one, other);
                    default -> decide("not-same", one, other);
                };
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
    }

    private HttpResponse<String> decide(String decision, String one, String other) throws Exception {
        return service.post(
                "/api/v1/decisions",
                "{\"decision\":\"" + decision + "\",\"exploits\":[\"" + one + "\",\"" + other
                        + "\"],\"reason\":\"a test\"}");
    }

    @Test
    void aMirrorEqualsTheOriginalAlsoAfterARestartAndARestore() throws Exception {
        var backups = new BackupStore(
                folder.resolve("backups"), Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
        backups.make(service.database());
        for (int round = 0; round < 6; round++) {
            write(WRITES / 6);
            follow(1 + random.nextInt(50));
            assertThat(mirror).isEqualTo(original()).isNotEmpty();
        }
        long seq = service.database().seq();

        service.close();
        service = new TestService(folder);
        write(100);
        follow(20);
        assertThat(mirror).isEqualTo(original());
        assertThat(resets).isZero();

        new Restore(backups, service.database())
                .run(Optional.empty(), Optional.of(String.valueOf(seq)), false, _ -> {});
        write(30);
        follow(20);
        assertThat(resets).isEqualTo(1);
        assertThat(mirror).isEqualTo(original());
    }

    @Test
    void atTheEndNothingComesAndNothingIsLost() throws Exception {
        follow(10);
        var end = since;
        follow(10);
        assertThat(since).isEqualTo(end);
        service.post("/api/v1/exploits", "{\"title\":\"a\",\"occurred_at\":\"2022-01-01\"}");
        follow(1);
        assertThat(mirror).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1-", "zzzzzzzz-1", "999999", "99999999999999999999"})
    void whatIsNoPlaceIsRefused(String place) throws Exception {
        var answer = service.get("/api/v1/changes?since=" + place);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestService.json(answer).get("parameter").asString()).isEqualTo("since");
    }
}

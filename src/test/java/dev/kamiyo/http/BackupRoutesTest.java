package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Backups and restores for admins, over the network.
final class BackupRoutesTest extends RunningService {
    private static final String BACKUPS = "/api/v1/backups";
    private static final String RESTORES = "/api/v1/restores";

    private void exploit(String protocol) throws Exception {
        var made =
                service.post("/api/v1/exploits", "{\"protocol\":\"" + protocol + "\",\"occurred_at\":\"2024-01-02\"}");
        assertThat(made.statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> asAdmin(String path) throws Exception {
        return service.send(HttpRequest.newBuilder(service.uri(path)).header("Authorization", service.authorization()));
    }

    private static List<JsonNode> lines(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        return answer.body()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    private String exploits() throws Exception {
        return service.get("/api/v1/exploits")
                .headers()
                .firstValue("X-Total-Count")
                .orElse("");
    }

    @Test
    void aBackupIsMadeListedAndReadAgain() throws Exception {
        exploit("Lumora");
        var made = service.post(BACKUPS, "");
        assertThat(made.statusCode()).isEqualTo(201);
        var backup = TestService.json(made);
        var file = backup.path("file").asString("");
        assertThat(file).startsWith("kamiyo-").doesNotContain("/");
        assertThat(backup.path("exploits").asInt()).isEqualTo(1);
        assertThat(TestService.json(asAdmin(BACKUPS)).path(0)).isEqualTo(backup);
        assertThat(lines(service.post(BACKUPS + "/verify", "{\"file\":\"" + file + "\"}")))
                .singleElement()
                .satisfies(line -> assertThat(line.path("wrong").isNull()).isTrue());

        var path = folder.resolve("backups").resolve(file);
        var bytes = Files.readAllBytes(path);
        bytes[bytes.length / 2] ^= 1;
        Files.write(path, bytes);
        assertThat(lines(service.post(BACKUPS + "/verify", "")))
                .anySatisfy(line -> assertThat(line.path("wrong").asString("")).isNotEmpty());
    }

    @Test
    void aRestoreIsLookedAtFirstAndStandsInTheAuditLog() throws Exception {
        exploit("Lumora");
        service.post(BACKUPS, "");
        long seq = service.database().seq();
        exploit("Vexa");

        var preview = lines(service.post(RESTORES, "{\"to\":\"" + seq + "\",\"dry_run\":true}"))
                .getLast();
        assertThat(preview.path("outcome").asString("")).isEqualTo("dry-run");
        assertThat(preview.path("target_seq").asLong()).isEqualTo(seq);
        assertThat(preview.path("tables").toString()).contains("\"table\":\"exploits\",\"gained\":0,\"lost\":1");
        assertThat(exploits()).isEqualTo("2");

        var steps = lines(service.post(RESTORES, "{\"to\":\"" + seq + "\",\"reason\":\"a bad import\"}"));
        assertThat(steps.getFirst().path("step").asString("")).contains("looking for");
        assertThat(steps.getLast().path("outcome").asString("")).isEqualTo("done");
        assertThat(exploits()).isEqualTo("1");
        var acts = TestService.json(asAdmin("/api/v1/audit"));
        assertThat(acts.valueStream().limit(2).map(act -> act.path("action").asString("")))
                .containsExactly("restore", "begin restore");
        assertThat(acts.at("/0/reason").asString("")).isEqualTo("a bad import");
        assertThat(acts.valueStream().map(act -> act.path("action").asString("")))
                .contains("make backup");
    }

    @Test
    void whileTheDataGoBackEachAnswerAboutThemSaysSo() throws Exception {
        exploit("Lumora");
        service.post(BACKUPS, "");
        long seq = service.database().seq();
        exploit("Vexa");
        var told = new ArrayList<String>();
        var words = "restoring write " + seq;
        service.restore().run(Optional.empty(), Optional.of(String.valueOf(seq)), false, step -> {
            try {
                if (!step.startsWith("looking for")) {
                    told.add(step);
                    assertThat(status().asLong()).isEqualTo(seq);
                    assertThat(service.get("/health").body()).contains("\"restoring\":" + seq);
                    assertThat(service.get("/status").body()).contains(words, "The data go back to write " + seq);
                    assertThat(service.get("/api/v1/exploits?limit=1").statusCode())
                            .isEqualTo(200);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(told).hasSizeGreaterThanOrEqualTo(3);
        assertThat(status().isNull()).isTrue();
        assertThat(service.get("/health").body()).doesNotContain("restoring");
        Waiting.until(() -> !service.get("/status").body().contains(words));
        service.restore().run(Optional.empty(), Optional.of(String.valueOf(seq)), true, _ -> {
            try {
                assertThat(status().isNull()).as("a dry run is none").isTrue();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private JsonNode status() throws IOException, InterruptedException {
        return TestService.json(service.get("/api/v1/status")).path("restoring");
    }

    /// As where the backups of another machine were brought in.
    @Test
    void backupsOfOtherDataAreListedAndCountForNothingElse() throws Exception {
        service.post(BACKUPS, "");
        var before = TestService.json(service.get("/api/v1/status")).path("backups");
        var later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        String theirs;
        try (var other = TestDatabase.open(Files.createDirectory(folder.resolve("other")))) {
            theirs = new BackupStore(folder.resolve("backups"), Optional.empty(), later, BackupStore.Retention.DEFAULT)
                    .make(other)
                    .file()
                    .getFileName()
                    .toString();
        }
        assertThat(asAdmin(BACKUPS).body()).contains(theirs);
        assertThat(TestService.json(service.get("/api/v1/status")).path("backups"))
                .isEqualTo(before);
        assertThat(service.get("/status").body()).doesNotContain(theirs);
        assertThat(service.get("/metrics").body().lines())
                .filteredOn(line -> line.startsWith("kamiyo_backup_newest_timestamp_seconds "))
                .singleElement()
                .satisfies(line -> assertThat(new BigDecimal(line.substring(line.indexOf(' ') + 1)))
                        .isLessThanOrEqualTo(BigDecimal.valueOf(Instant.now().getEpochSecond())));
    }

    @Test
    void aBackupOfTheListCanBeGoneBackTo() throws Exception {
        exploit("Lumora");
        var file = TestService.json(service.post(BACKUPS, "")).path("file").asString("");
        exploit("Vexa");
        var done = lines(service.post(RESTORES, "{\"file\":\"" + file + "\",\"reason\":\"r\"}"));
        assertThat(done.getLast().path("outcome").asString("")).isEqualTo("done");
        assertThat(exploits()).isEqualTo("1");
    }

    @Test
    void theSameKeyMakesOneBackup() throws Exception {
        exploit("Lumora");
        var first = service.post(BACKUPS, "", "Idempotency-Key", "nightly");
        exploit("Vexa");
        var again = service.post(BACKUPS, "", "Idempotency-Key", "nightly");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(TestService.json(asAdmin(BACKUPS))).hasSize(1);
    }

    @Test
    void aRestoreThatIsAskedForAgainUnderItsKeyTakesNothingMoreBack() throws Exception {
        exploit("Lumora");
        service.post(BACKUPS, "");
        long seq = service.database().seq();
        exploit("Vexa");
        var body = "{\"to\":\"" + seq + "\",\"reason\":\"a bad import\"}";
        var first = lines(service.post(RESTORES, body, "Idempotency-Key", "back"));
        assertThat(first.getLast().path("outcome").asString("")).isEqualTo("done");
        exploit("Nexor");
        var again = lines(service.post(RESTORES, body, "Idempotency-Key", "back"));
        assertThat(again).containsExactly(first.getLast());
        assertThat(exploits()).isEqualTo("2");
        assertThat(TestService.json(asAdmin("/api/v1/audit"))
                        .valueStream()
                        .map(act -> act.path("action").asString(""))
                        .filter(action -> action.contains("restore")))
                .containsExactly("restore", "begin restore");
        var other = service.post(RESTORES, body.replace("bad", "worse"), "Idempotency-Key", "back");
        assertThat(other.statusCode()).isEqualTo(422);
    }

    @Test
    void whatCannotBeReachedIsRefusedAndNothingChanges() throws Exception {
        exploit("Lumora");
        var line = lines(service.post(RESTORES, "{\"to\":\"999999\",\"dry_run\":true}"))
                .getLast();
        assertThat(line.path("outcome").asString("")).isEqualTo("refused");
        assertThat(line.path("why").asString("")).contains("is not there yet");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/backups        | {"colour":"red"}                      | colour
            /api/v1/backups/verify | {"file":"../kamiyo.db"}               | file
            /api/v1/restores       | {}                                    | to
            /api/v1/restores       | {"to":"soon","reason":"r"}            | to
            /api/v1/restores       | {"to":"1"}                            | reason
            /api/v1/restores       | {"to":"1","dry_run":"yes"}            | dry_run
            /api/v1/restores       | {"file":"/etc/passwd","reason":"r"}   | file
            """)
    void whatCannotBeTakenIsNamed(String path, String body, String member) throws Exception {
        var answer = service.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestService.json(answer).path("parameter").asString("")).isEqualTo(member);
    }

    @Test
    void onlyAdminsMay() throws Exception {
        var made = TestService.json(service.post("/api/v1/keys", "{\"name\":\"a\",\"role\":\"write\"}"));
        var writer = "Bearer " + made.path("key").asString("");
        assertThat(service.get(BACKUPS).statusCode()).isEqualTo(401);
        assertThat(service.send(HttpRequest.newBuilder(service.uri(BACKUPS)).header("Authorization", writer))
                        .statusCode())
                .isEqualTo(403);
    }
}

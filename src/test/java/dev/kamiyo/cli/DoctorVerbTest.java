package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo doctor` on real processes.
@Execution(ExecutionMode.CONCURRENT)
final class DoctorVerbTest extends InstalledProgram {
    @Test
    void itLooksAtARunningServiceThenAtAStoppedOneAndAtADamagedFile() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> Files.exists(folder.resolve("data/backups/kamiyo_latest.db")));
        Waiting.until(() -> get(service, "/api/v1/status").body().contains("\"standby\",\"in_service\":true"));
        var well = run("doctor", "--json");
        assertThat(well.code()).as(well.text()).isZero();
        var checks = JsonMapper.shared().readTree(well.text()).path("checks");
        assertThat(checks.valueStream().map(check -> check.path("name").asString("")))
                .contains("process", "health", "primary", "standby", "journal", "backup", "incidents");
        assertThat(run("doctor").text()).contains("\"status\":\"healthy\"", "nothing is out of order");
        stop(service);

        var file = folder.resolve("data/kamiyo.db");
        var bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 0, 100, (byte) 7);
        Files.write(file, bytes);
        var harmed = run("doctor");
        assertThat(harmed.code()).isEqualTo(1);
        assertThat(harmed.text())
                .contains(
                        "BAD      process",
                        "docker compose up -d kamiyo",
                        "BAD      primary",
                        "file is not a database");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
}

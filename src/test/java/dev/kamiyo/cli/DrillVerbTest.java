package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo drill` on real processes.
@Execution(ExecutionMode.CONCURRENT)
final class DrillVerbTest extends InstalledProgram {
    @Test
    void aCopyIsHarmedAndHealsAndTheDataStayAsTheyAre() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> Files.exists(folder.resolve("data/backups/kamiyo_latest.db")));
        var exploits = get(service, "/api/v1/exploits?limit=1").headers().firstValue("X-Total-Count");
        var drill = run("drill", "--json", "deleted", "killed", "disk-fails", "locked", "forbidden", "read-only");
        assertThat(drill.code()).as(drill.text()).isZero();
        var report = JsonMapper.shared().readTree(drill.text());
        assertThat(report.path("faults")
                        .valueStream()
                        .map(one -> one.path("verdict").asString("")))
                .startsWith("passed", "passed", "skipped")
                .doesNotContain("failed");
        assertThat(report.path("faults").path(0).path("incident").asString("")).endsWith("-missing");
        assertThat(report.path("faults").path(2).path("why").asString("")).contains("disk");
        assertThat(report.path("reads").asLong()).isPositive();
        assertThat(report.path("writes").asLong()).isPositive();
        assertThat(get(service, "/api/v1/exploits?limit=1").headers().firstValue("X-Total-Count"))
                .isEqualTo(exploits);
        assertThat(get(service, "/api/v1/incidents").body()).startsWith("{\"incidents\":[],");
        assertThat(folder.resolve("run/drill")).doesNotExist();
        try (var kept = Files.walk(folder.resolve("data/drills"))) {
            assertThat(kept.map(Path::getFileName)).contains(Path.of("report.json"), Path.of("report.txt"));
        }
    }

    @Test
    void theRunningServiceIsHarmedOnlyWhenItsNameIsTyped() throws Exception {
        assertThat(run("drill", "flood").text()).contains("'flood' is not a fault; allowed: all, locked, deleted");
        assertThat(run("drill").text()).contains("start the service once");
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> Files.exists(folder.resolve("data/backups/kamiyo_latest.db")));
        var port = String.valueOf(service.uri("/").getPort());
        var refused = live("another", port);
        assertThat(refused.text()).contains("that is not its name; nothing was done");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(get(service, "/api/v1/incidents").body()).startsWith("{\"incidents\":[],");
        var held = live(folder.resolve("data").toString(), port);
        assertThat(held.code()).as(held.text()).isZero();
        assertThat(get(service, "/api/v1/incidents").body()).contains("-missing", "closed");
    }

    private Run live(String typed, String port) throws Exception {
        var name = Files.writeString(folder.resolve("typed"), typed + "\n");
        return finish(command("drill", "--live", "--port", port, "deleted").redirectInput(name.toFile()));
    }
}

package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TmpfsDisk;
import dev.kamiyo.testing.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// From a fault of the file to the people of `oncall.yml`.
@Timeout(180)
final class OnCallVerbTest extends InstalledProgram {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer room;

    @BeforeEach
    void open() throws Exception {
        room = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        room.createContext("/", exchange -> {
            try (exchange) {
                told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        room.start();
    }

    @AfterEach
    void close() {
        room.stop(0);
    }

    private void write(String contact) throws Exception {
        Files.writeString(folder.resolve("oncall.yml"), """
                contacts: [{level: 1, name: Ada, reach: "%s"}]
                channels: [{name: room, kind: slack, url: "http://127.0.0.1:%d/s3cret"}]
                """.formatted(
                        contact, room.getAddress().getPort()));
    }

    @Test
    void whoIsCalledHearsOfAnIncidentAndOfItsEnd() throws Exception {
        write("+49 30 1");
        var tried = run("oncall", "--oncall", "oncall.yml", "--try");
        assertThat(tried.code()).as(tried.text()).isZero();
        assertThat(tried.text()).contains("level 1  Ada, +49 30 1", "reached").doesNotContain("s3cret");
        assertThat(told).singleElement().asString().contains("a test");

        var service = serve(command("serve", "--port", "0"));
        Waiting.within(Duration.ofSeconds(30), () -> service.text().contains("made and verified"));
        Files.delete(folder.resolve("data/kamiyo.db"));
        Waiting.within(Duration.ofSeconds(30), () -> told("is closed") == 1);
        assertThat(told)
                .anySatisfy(text -> assertThat(text).contains("is open", "the file is missing", "Ada, +49 30 1"));
        assertThat(told)
                .anySatisfy(text ->
                        assertThat(text).contains("is closed", "reads failed: 0", "acknowledged writes lost: 0"));
        assertThat(service.text()).contains("the channel 'room' was told").doesNotContain("s3cret");
        warned();
    }

    /// A warning is told once, and stands in the status for as long as it holds.
    private void warned() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        Sqlite3.run(
                folder.resolve("data/kamiyo.db"),
                "PRAGMA busy_timeout = 5000; UPDATE exploits SET title = 'X' WHERE id IN (SELECT id FROM exploits LIMIT 1);");
        Waiting.within(Duration.ofSeconds(30), () -> told("edited by hand") == 1);
        assertThat(told.getLast()).contains("warning", "kamiyo adopt");
        var status = run("status");
        assertThat(status.code()).as(status.text()).isZero();
        assertThat(status.text()).contains("WARNING      1 rows that were edited by hand");
        assertThat(told("edited by hand")).isEqualTo(1);
    }

    /// On every way that there is: to the channel, and in the metrics, the status, its page and the log.
    @Test
    void aDiskThatFillsAndABackupThatFailsAreToldOnEveryWay() throws Exception {
        TmpfsDisk.obstacle().ifPresent(Assumptions::abort);
        write("+49 30 1");
        try (var disk = TmpfsDisk.create(128)) {
            var data = Files.createDirectory(disk.root().resolve("data"));
            Files.createFile(data.resolve("backups"));
            var service = serve(command("serve", "--port", "0", "--data", data.toString()));
            Waiting.within(Duration.ofSeconds(30), () -> told("backup failed") == 1);
            long free = data.toFile().getUsableSpace();
            Files.write(
                    disk.root().resolve("filler"),
                    new byte[(int) (free - data.toFile().getTotalSpace() / 8)]);
            Waiting.within(Duration.ofSeconds(30), () -> told("the disk of the data folder is 8") == 1);
            assertThat(told.getLast()).contains("warning", "kamiyo status");
            assertThat(get(service, "/metrics").body())
                    .contains(
                            "kamiyo_warnings{kind=\"disk-filling\"} 1.0",
                            "kamiyo_warnings{kind=\"backup-failed\"} 1.0");
            for (var path : List.of("/api/v1/status", "/status")) {
                assertThat(get(service, path).body())
                        .as(path)
                        .containsIgnoringCase("the disk of the data folder is 8")
                        .containsIgnoringCase("backup failed");
            }
            assertThat(service.text()).contains("the disk of the data folder is 8", "backup failed");
            assertThat(get(service, "/api/v1/exploits?limit=1").statusCode()).isEqualTo(200);
            stop(service);
        }
    }

    private long told(String words) {
        return told.stream().filter(text -> text.contains(words)).count();
    }

    @Test
    void whatIsWrongWithTheFileIsToldAndTheServiceStartsAllTheSame() throws Exception {
        write("REPLACE-ME");
        var placeholder = run("oncall");
        assertThat(placeholder.code()).isEqualTo(1);
        assertThat(placeholder.text()).contains("the contact of level 1 is still a placeholder");
        Files.writeString(folder.resolve("oncall.yml"), "people: []");
        var wrong = run("oncall");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.text()).contains("has 'people'; allowed: channels, contacts");
        assertThat(serve(command("serve", "--port", "0")).text()).contains("has 'people'", "nobody is told");
    }
}

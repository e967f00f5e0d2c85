package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// SIGTERM in the middle of writes.
@Timeout(180)
final class ShutdownTest extends InstalledProgram {
    private static final int WRITERS = 4;

    @Test
    void aStopUnderLoadEndsInTimeAndLeavesNothingToRecover() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var key = found(KEY, service.text());
        var acknowledged = new CopyOnWriteArrayList<String>();
        var stop = new AtomicBoolean();
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(Thread.ofPlatform().start(() -> write(service, key, writer, acknowledged, stop)));
        }
        Waiting.within(Duration.ofSeconds(60), () -> acknowledged.size() > 40);

        service.process().destroy(); // SIGTERM
        assertThat(service.process().waitFor(10, TimeUnit.SECONDS))
                .as("within 10 s: " + service.text())
                .isTrue();
        stop.set(true);
        for (var writer : writers) {
            writer.join();
        }
        assertThat(service.text()).contains("stopping: ").endsWith("stopped\n");
        assertThat(folder.resolve("data/kamiyo.db-wal")).doesNotExist();
        assertThat(folder.resolve("run/standby.db-wal")).doesNotExist();

        var again = serve(command("serve", "--port", "0"));
        assertThat(again.text()).doesNotContainPattern("(WARN|ERROR) +(store|guardian|backup|serve)");
        for (var path : acknowledged) {
            assertThat(get(again, path).statusCode()).as(path).isEqualTo(200);
        }
    }

    private static void write(Running service, String key, int writer, List<String> acknowledged, AtomicBoolean stop) {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; !stop.get(); i++) {
                var request = HttpRequest.newBuilder(service.uri("/api/v1/exploits"))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(
                                "{\"protocol\":\"w%d-%d\",\"occurred_at\":\"2024-01-01\"}".formatted(writer, i)))
                        .build();
                var answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() == 201) {
                    acknowledged.add(answer.headers().firstValue("Location").orElseThrow());
                }
            }
        } catch (IOException _) {
            // it has stopped
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

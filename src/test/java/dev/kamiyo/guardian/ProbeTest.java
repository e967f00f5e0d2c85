package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kamiyo.db.Database;
import dev.kamiyo.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class ProbeTest {
    @TempDir
    private Path folder = Path.of("");

    /// The probe asks twice a second; each look at the clock is one check of a faulty file.
    @Test
    void aFaultIsToldAtOnceAndThenOnceAMinuteAndItsEndOnce() throws Exception {
        var time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        var looks = new AtomicLong();
        InstantSource source = () -> {
            looks.incrementAndGet();
            return time.get();
        };
        var file = folder.resolve("kamiyo.db");
        var aside = folder.resolve("aside");
        var lines = listen();
        try (var database = Database.open(file, Clock.systemUTC());
                var probe = new Probe(database, source.withZone(ZoneOffset.UTC))) {
            Files.move(file, aside);
            Waiting.until(() -> looks.get() >= 3);
            assertThat(probe.fault()).isPresent();
            assertThat(errors(lines)).hasSize(1).first().asString().contains("unable to open database file", "code 14");

            time.updateAndGet(t -> t.plus(Duration.ofSeconds(61)));
            long now = looks.get();
            Waiting.until(() -> looks.get() >= now + 3);
            assertThat(errors(lines)).hasSize(2);

            Files.move(aside, file);
            Waiting.until(() -> probe.fault().isEmpty());
            assertThat(List.copyOf(lines.list).getLast().getFormattedMessage()).contains("can be used again");
        } finally {
            lines.stop();
        }
    }

    private static ListAppender<ILoggingEvent> listen() {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        ((Logger) LoggerFactory.getLogger("guardian")).addAppender(appender);
        return appender;
    }

    private static List<String> errors(ListAppender<ILoggingEvent> lines) {
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("(code"))
                .toList();
    }
}

package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Role;
import dev.kamiyo.guardian.Event.Kind;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How soon an attempt that failed is made again, in an incident that has seen many.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
final class AttemptsTest {
    private static final int MANY = 20;

    /// Longer than attempts are apart, and much shorter than a quarter of an hour.
    private static final Duration SOON = Duration.ofSeconds(10);

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

    private Guardian guardian() {
        return new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE);
    }

    /// A service that is killed again and again never sees its incident closed, though each time all was well again.
    @ParameterizedTest
    @EnumSource(Role.class)
    void attemptsBeforeAllWasWellDoNotCount(Role role) throws Exception {
        leaveOpen(true);
        try (var _ = guardian();
                var obstacle = new Obstacle(database.copy(role).file())) {
            Files.delete(database.copy(role).file());
            Waiting.until(() -> hasFailed(role));
            obstacle.remove();
            Waiting.within(SOON, this::isWell);
        }
    }

    @Test
    void whileNoCopyIsInServiceAttemptsGoOn() throws Exception {
        leaveOpen(false);
        try (var _ = guardian();
                var first = new Obstacle(database.folders().primary());
                var second = new Obstacle(database.folders().standby())) {
            Files.delete(database.folders().primary());
            Files.delete(database.folders().standby());
            Waiting.until(() -> hasFailed(Role.PRIMARY) && hasFailed(Role.STANDBY));
            first.remove();
            second.remove();
            Waiting.within(SOON, this::isWell);
        }
    }

    @Test
    void whenItIsAPersonsTurnAttemptsAreAQuarterOfAnHourApart() {
        var now = new AtomicReference<>(Instant.EPOCH);
        InstantSource time = now::get;
        var patience = new Patience(time.withZone(ZoneOffset.UTC));
        patience.failed(true);
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(14)));
        assertThat(patience.isOver()).isFalse();
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(15)));
        assertThat(patience.isOver()).isTrue();
        patience.failed(false);
        now.set(now.get().plus(Duration.ofSeconds(5)));
        assertThat(patience.isOver()).isTrue();
    }

    private boolean isWell() {
        return database.copies().stream().allMatch(CopyStatus::inService);
    }

    private boolean hasFailed(Role role) {
        return new IncidentFolder(database.folders())
                .newestFirst().getFirst().events().stream()
                        .anyMatch(event ->
                                event.kind() == Kind.FAILED && event.copy().equals(role.label()));
    }

    /// Writes an incident down as a dead process left it.
    ///
    /// @param hasHealed whether all was well again at its end
    private void leaveOpen(boolean hasHealed) {
        var now = Instant.now();
        var events = new ArrayList<Event>();
        events.add(Event.of(now, Kind.SYMPTOM, "standby", "missing", "there is no file under the name"));
        for (int i = 1; i <= MANY; i++) {
            events.add(Event.of(now, Kind.ATTEMPT, "standby", Remedy.PUBLISH_ANEW.name(), "attempt " + i));
        }
        if (hasHealed) {
            events.add(Event.of(now, Kind.HEALED, "", "", "both copies are in service"));
        }
        new IncidentFolder(database.folders()).keep(new Incident("20260101T000000Z-missing", events));
    }

    /// Keeps a file from being built anew: what stands in the draft's place cannot be cleared away.
    private static final class Obstacle implements AutoCloseable {
        private final Path draft;

        Obstacle(Path file) throws IOException {
            this.draft = file.resolveSibling(file.getFileName() + ".tmp");
            Files.createDirectories(draft.resolve("x"));
        }

        void remove() throws IOException {
            Files.deleteIfExists(draft.resolve("x"));
            Files.deleteIfExists(draft);
        }

        @Override
        public void close() throws IOException {
            remove();
        }
    }
}

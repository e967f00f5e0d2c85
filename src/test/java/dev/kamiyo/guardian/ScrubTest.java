package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Told;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damage that no `stat` shows and nobody reads.
@Timeout(60)
final class ScrubTest {
    private static final Table SOURCES = Table.of("sources", "name", "validators", "location", "fetched_at");

    @TempDir
    private Path folder = Path.of("");

    private final Told told = new Told();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private Database database;
    private Guardian guardian;

    @BeforeEach
    void start() throws IOException {
        database = TestDatabase.open(folder, Clock.systemUTC(), told);
        InstantSource time = () -> Instant.now().plus(ahead.get());
        guardian = new Guardian(database, time.withZone(ZoneOffset.UTC), List::of, IncidentListener.NONE);
    }

    @AfterEach
    void stop() {
        guardian.close();
        database.close();
    }

    private Path harmTheMiddleOfThree() throws IOException {
        for (int i = 0; i < 3; i++) {
            var name = "s" + i;
            database.write(tx -> {
                tx.put(SOURCES, name, null, null, null);
                return true;
            });
        }
        var file = database.segments().getFirst().file();
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replaceFirst("\"s1\"", "\"s7\""), StandardCharsets.ISO_8859_1);
        return file;
    }

    /// Nothing but a restore to an earlier time would ever read these lines, so that nobody would know.
    @Test
    void harmOfWhatTheJournalSaidLongAgoIsToldSoonAndOnce() throws Exception {
        var file = harmTheMiddleOfThree();
        ahead.set(Duration.ofSeconds(61));
        Waiting.until(() -> !told.all().isEmpty());
        ahead.set(Duration.ofMinutes(63));
        database.scrubJournal();
        assertThat(told.all()).singleElement().asString().contains(file + " is harmed at line 3");
        assertThat(guardian.incidents()).isEmpty();
    }

    @Test
    void aClockThatGoesBackPutsNoLookOff() throws Exception {
        harmTheMiddleOfThree();
        ahead.set(Duration.ofDays(-10));
        Waiting.until(
                () -> { // an hour or two of that clock
                    ahead.updateAndGet(time -> time.plusMinutes(1));
                    return !told.all().isEmpty();
                });
        assertThat(ahead.get()).isNegative();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aChangedByteIsFoundWithinTheHourAndHealed(Role role) throws Exception {
        database.write(tx -> {
            tx.put(SOURCES, "s1", "abcdefgh".repeat(20), null, null);
            return true;
        });
        var wal = Path.of(database.copy(role).file() + "-wal");
        long place = new String(Files.readAllBytes(wal), StandardCharsets.ISO_8859_1).lastIndexOf("abcdefgh");
        assertThat(place).isPositive();
        assertThat(new ProcessBuilder(
                                "sh",
                                "-c",
                                "printf '~' | dd of=" + wal + " bs=1 seek=" + place + " conv=notrunc status=none")
                        .start()
                        .waitFor())
                .isZero();
        assertThat(database.inspect(role)).isInstanceOf(Inspection.Unsound.class);
        assertThat(database.copy(role).inService()).isTrue();
        ahead.set(Duration.ofMinutes(61));
        Waiting.until(() -> !guardian.incidents().isEmpty()
                && guardian.incidents().getFirst().closedAt().isPresent());
        assertThat(guardian.incidents()).hasSize(1);
        assertThat(guardian.incidents().getFirst().trigger()).contains("the rows of sources are not those");
        assertThat(database.inspect(role)).isInstanceOf(Inspection.Sound.class);
        assertThat(database.<Optional<String>>read(reader -> reader.text("SELECT validators FROM sources")))
                .contains("abcdefgh".repeat(20));
    }
}

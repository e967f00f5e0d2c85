package dev.kamiyo.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.SoakCalm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens on every healthy day, many days' worth of it at once, is no fault. Its long form is
/// `kamiyo soak --calm`.
@Timeout(120)
final class FalseAlarmTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void loadBackupsCheckpointsAndPeopleWhoLookOpenNoIncident() throws Exception {
        var days = SoakCalm.spend(folder, Duration.ofSeconds(15));
        assertThat(days.backups()).isGreaterThan(3);
        assertThat(days.wrong()).isEmpty();
        assertThat(days.incidents()).isZero();
    }
}

package dev.kamiyo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.journal.Head;
import dev.kamiyo.journal.Sum;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A manifest says what was verified, or nothing.
final class BackupManifestTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itComesBackAsItWas() throws Exception {
        var backup = backup();
        Files.writeString(BackupManifest.of(backup.file()), BackupManifest.text(backup));
        assertThat(BackupManifest.read(backup.file())).contains(backup);
    }

    @Test
    void aHarmedOneIsNeverAnError() throws Exception {
        var backup = backup();
        var bytes = BackupManifest.text(backup).getBytes(StandardCharsets.UTF_8);
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            var harmed = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            for (int n = random.nextInt(4); n > 0 && harmed.length > 0; n--) {
                harmed[random.nextInt(harmed.length)] = (byte) random.nextInt();
            }
            Files.write(BackupManifest.of(backup.file()), harmed);
            assertThat(BackupManifest.read(backup.file()))
                    .as("seed %d, round %d", seed, i)
                    .satisfiesAnyOf(
                            found -> assertThat(found).isEmpty(),
                            found -> assertThat(found.orElseThrow().file()).isEqualTo(backup.file()));
        }
    }

    private Backup backup() {
        var tables = new TreeMap<String, Sum>();
        tables.put("exploits", new Sum(3, -7));
        return new Backup(
                folder.resolve("kamiyo-1.db"),
                Instant.parse("2026-01-01T00:00:01Z"),
                new Head("store", "0badcafe", 12, "a".repeat(64), Instant.parse("2026-01-01T00:00:00Z")),
                2,
                4_096,
                "b".repeat(64),
                tables);
    }
}

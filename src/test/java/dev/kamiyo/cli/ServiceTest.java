package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceTest {
    @Test
    void aFolderOfAnotherUserIsAnsweredWithTheLineToType(@TempDir Path folder) throws Exception {
        var own = Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
        assertThat(Service.notWritable(folder, "--data (KAMIYO_DATA)"))
                .startsWith("--data (KAMIYO_DATA) is '" + folder + "', which this user may not write")
                .contains("type: sudo chown -R " + own + " '" + folder + "'");
    }
}

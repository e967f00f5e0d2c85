package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceTest {
    @Test
    void aFolderOfThisUserThatItMayNotWriteIsAnsweredWithTheLineToType(@TempDir Path folder) {
        assertThat(Service.notWritable(folder, "--data (KAMIYO_DATA)"))
                .startsWith("--data (KAMIYO_DATA) is '" + folder + "', which this user may not write")
                .contains("type: chmod u+rwx '" + folder + "'");
    }

    /// Who types the verb need not be as whom the service runs: the data stay with their owner unless a person says so.
    @Test
    void aFolderOfAnotherUserIsNotTakenFromIt(@TempDir Path folder) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        Files.setAttribute(folder, "unix:uid", 65_534);
        var owner = Files.getOwner(folder).getName();
        assertThat(Service.notWritable(folder, "--data (KAMIYO_DATA)"))
                .contains("you are root, it belongs to " + owner + ": run it as " + owner)
                .contains("if the service runs as root: sudo chown -R 0:0 '" + folder + "'");
    }
}

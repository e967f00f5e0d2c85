package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.ExploitStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `kamiyo export` beside a running service.
@Timeout(120)
final class ExportVerbTest extends InstalledProgram {
    private static List<Path> in(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aDataSetIsWholeCheckedAndNeverOverwritten() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var sets = folder.resolve("sets/here");
        var refused = run("export", "--to", sets.toString(), "--severity", "awful");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.text()).contains("critical");
        assertThat(in(sets)).as("nothing is left of what failed").isEmpty();

        var run = run("export", "--to", sets.toString(), "--chain", "ethereum", "--q", "a* -\"b c\"");
        assertThat(run.code()).as(run.text()).isZero();
        var set = in(sets).getFirst();
        assertThat(set.getFileName().toString()).matches("kamiyo-exploits-\\d{4}-\\d\\d-\\d\\d");
        assertThat(in(set).stream().map(file -> file.getFileName().toString()))
                .containsExactly("README.md", "SHA256SUMS", "exploits.csv", "exploits.ndjson");
        var own = Files.createDirectory(folder.resolve("own"));
        assertThat(Files.getPosixFilePermissions(set)).isEqualTo(Files.getPosixFilePermissions(own));
        var check = new ProcessBuilder("sha256sum", "-c", "SHA256SUMS")
                .directory(set.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .hasLineCount(3);
        assertThat(check.waitFor()).isZero();

        var query = "&chain=ethereum&q=a*%20-%22b%20c%22&limit=all";
        assertThat(Files.readString(set.resolve("exploits.ndjson")))
                .isNotEmpty()
                .isEqualTo(
                        get(service, "/api/v1/exploits?format=ndjson" + query).body());
        assertThat(Files.readString(set.resolve("exploits.csv")))
                .isEqualTo(get(service, "/api/v1/exploits?format=csv" + query).body());
        assertThat(Files.readString(set.resolve("README.md")))
                .contains(ExploitStore.MEMBERS)
                .contains("`chain=ethereum&q=a* -\"b c\"`", "https://defillama.com", "behind write ");

        var nowhere = run("export", "--to", "");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.text()).contains("--to is ''; the path of a folder is due");
        var file = run("export", "--to", set.resolve("README.md").toString());
        assertThat(file.code()).isEqualTo(1);
        assertThat(file.text()).contains("README.md is a file; a folder is due").doesNotContain("Exception");

        var again = run("export", "--to", sets.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.text()).contains("is there already and stays as it is");
        assertThat(in(sets)).containsExactly(set);
    }
}

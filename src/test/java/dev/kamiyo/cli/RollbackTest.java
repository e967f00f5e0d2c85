package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.files.Sha256;
import dev.kamiyo.testing.Sqlite3;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Back to the version before: what it says of data that are too new for it, and that its own words lead back.
@Timeout(180)
final class RollbackTest extends InstalledProgram {
    private static final Pattern LINES = Pattern.compile("written since: (mkdir .*)");

    @Test
    void aVersionThatIsTooOldNamesABackupAndItsLinesLeadBackToIt() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        var service = serve(command("serve", "--port", "0"));
        var key = found(KEY, service.text());
        assertThat(run("backup").code()).isZero();
        assertThat(post(service, key).statusCode()).isEqualTo(201);
        stop(service);
        for (var file : List.of("data/kamiyo.db", "run/standby.db")) {
            Sqlite3.run(folder.resolve(file), "PRAGMA user_version = 99"); // as a version to come leaves it
        }
        var before = Sha256.hex(folder.resolve("data/kamiyo.db"));

        var refused = run("serve", "--port", "0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("schema 99", "start the newer version again", "data/backups/kamiyo-");
        assertThat(Sha256.hex(folder.resolve("data/kamiyo.db"))).isEqualTo(before);

        var lines = found(LINES, refused.text());
        assertThat(new ProcessBuilder("sh", "-c", lines).inheritIO().start().waitFor())
                .isZero();
        var back = serve(command("serve", "--port", "0"));
        assertThat(get(back, "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(back, "/api/v1/exploits?limit=1").headers().firstValue("X-Total-Count"))
                .contains("1233"); // without what was written after the backup
        assertThat(post(back, key).statusCode()).isEqualTo(201);
        assertThat(folder.resolve("data/newer/kamiyo.db")).exists();
    }
}

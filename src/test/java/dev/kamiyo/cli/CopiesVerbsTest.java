package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The verbs of the copies, and what starts make of files that were harmed: on real processes.
@Execution(ExecutionMode.CONCURRENT)
final class CopiesVerbsTest extends InstalledProgram {
    @Test
    void theFirstStartIsFollowedByABackupAndTheVerbMakesListsAndVerifies() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var latest = folder.resolve("data/backups/kamiyo_latest.db");
        Waiting.until(() -> Files.exists(latest));
        assertThat(run("backup").text()).contains("made and verified");
        var list = run("backup", "list");
        assertThat(list.code()).isZero();
        assertThat(list.text()).contains("2 backups");
        stop(service);
        assertThat(run("backup", "verify").code()).isZero();
        Files.write(latest.toRealPath(), new byte[] {1, 2, 3});
        var verify = run("backup", "verify");
        assertThat(verify.code()).isEqualTo(1);
        assertThat(verify.text()).contains("NOT SOUND", "2 backups, 1 of them not sound");
    }

    /// The runbook's option 3, on a stopped service: the latest backup takes the place of a damaged file. It is older
    /// than what was acknowledged since, and nothing of that is lost.
    @Test
    void theLatestBackupInThePlaceOfADamagedFileLosesNothing() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var latest = folder.resolve("data/backups/kamiyo_latest.db");
        Waiting.until(() -> Files.exists(latest));
        var added = post(service, found(KEY, service.text()));
        stop(service);
        var file = folder.resolve("data/kamiyo.db");
        Files.write(file, new byte[8_192]);
        Files.write(file, Files.readAllBytes(latest));
        var healed = serve(command("serve", "--port", "0"));
        Waiting.until(() -> get(healed, "/health").statusCode() == 200);
        assertThat(get(healed, added.headers().firstValue("Location").orElseThrow())
                        .statusCode())
                .isEqualTo(200);
        assertThat(healed.text()).contains("exploits   1,", "as before");
    }

    @Test
    void whatOnlyABackupIsLeftOfComesBackAndTheLossIsTold() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var added = post(service, found(KEY, service.text()));
        assertThat(run("backup").code()).isZero();
        stop(service);
        Files.delete(folder.resolve("data/kamiyo.db"));
        Files.delete(folder.resolve("run/standby.db"));
        try (var files = Files.list(folder.resolve("data/journal"))) {
            for (var segment : files.toList()) {
                Files.delete(segment);
            }
        }
        var again = serve(command("serve", "--port", "0"));
        assertThat(again.text()).contains("was missing; it is restored from", "what came later is lost", "as before");
        Waiting.until(() -> again.text().contains("is closed after"));
        assertThat(run("incidents").text()).contains("-lost", "closed", "is lost");
        assertThat(get(again, added.headers().firstValue("Location").orElseThrow())
                        .statusCode())
                .isEqualTo(200);
    }

    /// The verbs find the service by files that lie there, too, and are needed right then.
    @Test
    void whoDeletesAllThatIsInTheDataFolderCanStillAskTheService() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var added = post(service, found(KEY, service.text()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(new ProcessBuilder("sh", "-c", "rm -rf data/*")
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();
        Waiting.until(() -> run("status").text().contains("in service at write"));
        var pid = Files.readString(folder.resolve("data/kamiyo.pid")).strip();
        assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/kamiyo.sock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var second =
                run("serve", "--port", "0", "--run", folder.resolve("other").toString());
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.text()).contains("another kamiyo, pid " + pid, "works in", "data");
        var third = run(
                "serve", "--port", "0", "--data", folder.resolve("elsewhere").toString());
        assertThat(third.code()).isEqualTo(1);
        assertThat(third.text()).contains("another kamiyo, pid " + pid, "works in", "run");
        assertThat(get(service, added).statusCode()).isEqualTo(200);
    }

    @Test
    void aSocketThatIsDeletedAgainAndAgainLeavesNothingBehind() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")), "no /proc here");
        serve(command("serve", "--port", "0"));
        var descriptors = Path.of(
                "/proc", Files.readString(folder.resolve("data/kamiyo.pid")).strip(), "fd");
        var socket = folder.resolve("data/kamiyo.sock");
        long before = selectors(descriptors);
        for (int i = 0; i < 4; i++) {
            Files.delete(socket);
            Waiting.until(() -> Files.exists(socket));
        }
        Waiting.until(() -> selectors(descriptors) == before);
        assertThat(run("status").text()).contains("in service at write");
    }

    /// Each place that is listened to has one.
    private static long selectors(Path descriptors) throws IOException {
        try (var all = Files.list(descriptors)) {
            return all.filter(CopiesVerbsTest::isSelector).count();
        }
    }

    private static boolean isSelector(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[eventpoll]");
        } catch (IOException _) {
            return false; // closed meanwhile
        }
    }

    @Test
    void theVerbsOfTheCopiesWorkOnARunningServiceAndOnAStoppedOne() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> run("status").code() == 0);
        assertThat(run("status").text()).contains("in service at write", "journal", "backups", "quarantine");
        assertThat(run("journal").text()).contains("head     write", "chain    whole");
        Waiting.until(() -> Files.exists(folder.resolve("data/backups/kamiyo_latest.db")));
        var before = found(
                        Pattern.compile("head     write ([0-9,]+)"),
                        run("journal").text())
                .replace(",", "");
        var added = post(service, found(KEY, service.text()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        var dry = run("restore", "--to", before, "--dry-run");
        assertThat(dry.text()).contains("exploits     0 rows gained, 1 lost", "nothing was written");
        assertThat(get(service, added).statusCode()).isEqualTo(200);
        assertThat(run("restore", "--to", before).text()).contains("the data go on as write");
        assertThat(get(service, added).statusCode()).isEqualTo(404);
        stop(service);

        var after = String.valueOf(Long.parseLong(before) + 1);
        var back = run("restore", "--to", after);
        assertThat(back.text()).contains("exploits     1 rows gained, 0 lost");
        assertThat(run("restore", "--to", "999999").text()).contains("is not there yet");
        assertThat(run("restore", "--from", "none.db").text()).contains("none.db' is not a file");
        var again = serve(command("serve", "--port", "0"));
        assertThat(get(again, added).statusCode()).isEqualTo(200);
    }

    @Test
    void aLookAtTheFilesOfAStoppedServiceIsNotTakenForARunningOne() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> run("status").code() == 0);
        assertThat(run("status", "--json").text()).contains("\"served\":true");
        stop(service);
        var status = run("status");
        assertThat(status.code()).isEqualTo(1);
        assertThat(status.text())
                .startsWith("NO SERVICE   none runs in " + folder.resolve("data"))
                .contains("in service at write");
        assertThat(run("status", "--json").text()).contains("\"served\":false");
    }

    /// A wrong or unmounted folder: nothing is made there, and nobody is told that all is well.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "incidents",
                "keys",
                "journal",
                "backup",
                "backup list",
                "get",
                "sources",
                "adopt",
                "fetch rekt"
            })
    void whereThereIsNoDataAVerbSaysSoAndMakesNone(String words) throws Exception {
        var run = run(words.split(" "));
        assertThat(run.text()).contains("there is no Kamiyo data in " + folder.resolve("data"), "kamiyo serve");
        assertThat(run.code()).isEqualTo(1);
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void dataOfWhichABackupIsLeftIsBuiltAnewByAVerb() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        assertThat(run("backup").code()).isZero();
        stop(service);
        Files.delete(folder.resolve("data/kamiyo.db"));
        Files.delete(folder.resolve("run/standby.db"));
        assertThat(run("get", "--limit", "1", "--format", "csv").text()).contains("KYM-");
    }

    @Test
    void debiansSqlite3ReadsTheLiveFileAndItsEditIsSavedAndAdoptedByVerb() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        var service = serve(command("serve", "--port", "0"));
        var file = folder.resolve("data/kamiyo.db");
        assertThat(Integer.parseInt(Sqlite3.run(file, "SELECT COUNT(*) FROM exploits;")))
                .isGreaterThan(500);
        assertThat(Sqlite3.run(file, "PRAGMA integrity_check;")).isEqualTo("ok");
        assertThat(Files.size(file)).isGreaterThan(1 << 20);
        var id = Sqlite3.run(file, "SELECT id FROM exploits LIMIT 1;");
        Sqlite3.run(file, "UPDATE exploits SET title = 'By hand' WHERE id = '" + id + "';");
        Waiting.until(() -> service.text().contains("edited by hand"));
        assertThat(get(service, "/api/v1/exploits/" + id).body()).doesNotContain("By hand");
        assertThat(run("adopt").text()).contains(id, "-> 'By hand'", "1 rows wait");
        assertThat(run("adopt", "--all").code()).isZero();
        assertThat(get(service, "/api/v1/exploits/" + id).body()).contains("By hand");
        assertThat(run("adopt").text()).contains("no edit by hand waits");
    }

    @Test
    void aDamagedFileIsHealedFromTheStandbyWhileReadsGoOn() throws Exception {
        var first = serve(command("serve", "--port", "0"));
        Waiting.until(() -> run("status").code() == 0);
        stop(first);
        var file = folder.resolve("data/kamiyo.db");
        var damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, 0, 100, (byte) 7);
        Files.write(file, damaged);
        var service = serve(command("serve", "--port", "0"));
        assertThat(service.text()).contains("exploits   1,");
        assertThat(get(service, "/api/v1/exploits?limit=1").statusCode()).isEqualTo(200);
        Waiting.until(() -> get(service, "/health").statusCode() == 200);
    }

    @Test
    void afterKill9TheNextStartServesWhatWasAcknowledged() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var added = post(service, found(KEY, service.text()));
        assertThat(added.statusCode()).isEqualTo(201);
        service.process().destroyForcibly().onExit().join();
        var again = serve(command("serve", "--port", "0"));
        assertThat(get(again, added.headers().firstValue("Location").orElseThrow())
                        .statusCode())
                .isEqualTo(200);
    }
}

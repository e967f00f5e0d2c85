package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command as people type it: the launcher's script, installed without its sources, and real processes.
@Execution(ExecutionMode.CONCURRENT)
final class LauncherTest {
    private static final Pattern URL = Pattern.compile("listening +(http://\\S+)");
    private static final Pattern KEY = Pattern.compile("admin key +(kym_\\S+)");
    private static final Duration START = Duration.ofSeconds(60); // a first start, beside others, on a busy machine
    private static final String EXPLOIT = "{\"protocol\":\"X\",\"occurred_at\":\"2022-01-01\"}";

    @TempDir
    private Path folder = Path.of("");

    private final List<Process> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("kamiyo"), folder.resolve("kamiyo"));
        Files.createDirectory(folder.resolve("lib"));
        var manifest = new Manifest();
        var main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        main.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        var classpath = Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toUri().toString())
                .toList();
        main.put(Attributes.Name.CLASS_PATH, String.join(" ", classpath));
        new JarOutputStream(Files.newOutputStream(folder.resolve("lib/kamiyo.jar")), manifest).close();
    }

    @AfterEach
    void stop() {
        for (var process : started) {
            process.destroyForcibly().onExit().join();
        }
        client.close();
    }

    @Test
    void withoutAVerbItListsThoseOfAnInstalledProgram() throws Exception {
        var run = run();
        assertThat(run.code).isZero();
        assertThat(run.text).contains("serve", "import").doesNotContain("generate", "bench", "soak");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve", "import", "fetch", "sources", "review", "backup", "restore", "journal", "adopt", "status"
            })
    void everyVerbHasAnExample(String verb) throws Exception {
        var run = run(verb, "--help");
        assertThat(run.code).isZero();
        assertThat(run.text).contains("Example: kamiyo " + verb);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dance                              | there is no verb 'dance'; verbs: serve, import, fetch, sources, review, backup, restore, journal, adopt, status
            test                               | there is no verb 'test'
            generate 5                         | there is no verb 'generate'
            serve --port 80000                 | KAMIYO_PORT or --port is '80000'; allowed is 0 to 65535
            serve --port web                   | KAMIYO_PORT or --port is 'web'
            serve --host no.such.invalid       | KAMIYO_HOST or --host is 'no.such.invalid'
            serve --host 192.0.2.1 --port 0    | KAMIYO_HOST or --host is '192.0.2.1'
            serve --data=                      | --data (KAMIYO_DATA) is ''
            import defillama x --data=         | --data (KAMIYO_DATA) is ''
            serve --colour                     | Unknown option: '--colour'
            import                             | FEED
            restore                            | name what to go back to: --from FILE, --to TIME|SEQ
            backup burn                        | Invalid value for positional parameter at index 0 (ACTION)
            import newspaper /tmp/x            | 'newspaper' is not a feed; allowed: defillama, defihacklabs, slowmist, rekt, web3
            fetch newspaper                    | 'newspaper' is not a feed; allowed: defillama, defihacklabs, slowmist, rekt, web3
            fetch file                         | file is published nowhere; a CSV or JSON file of your own
            """)
    void wrongUsageIsNamedAndEndsWith2(String words, String message) throws Exception {
        var run = run(words.split(" "));
        assertThat(run.text).contains(message);
        assertThat(run.code).isEqualTo(2);
    }

    @Test
    void aSettingComesFromItsFlagElseFromTheEnvironment() throws Exception {
        var builder = command("serve");
        builder.environment().put("KAMIYO_PORT", "none");
        var run = finish(builder);
        assertThat(run.code).isEqualTo(2);
        assertThat(run.text).contains("KAMIYO_PORT or --port is 'none'");

        var both = command("serve", "--port", "0");
        both.environment().put("KAMIYO_PORT", "none");
        assertThat(get(serve(both), "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void withoutAJdk25ItSaysWhatToInstall() throws Exception {
        var none = Files.createDirectory(folder.resolve("no-jdk"));
        var script = Files.readString(folder.resolve("kamiyo")).replaceAll("/usr/lib/jvm|/opt/|/usr/java", none + "/x");
        Files.writeString(folder.resolve("kamiyo"), script);
        var builder = command("serve");
        builder.environment().put("JAVA_HOME", none.toString());
        builder.environment().put("HOME", none.toString());
        builder.environment().put("PATH", "/usr/bin:/bin");
        var run = finish(builder);
        assertThat(run.code).isEqualTo(1);
        assertThat(run.text).contains("no JDK 25", "JAVA_HOME");
    }

    @Test
    void theFirstStartShowsAllOnOneScreenAndTheKeyOnlyOnce() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        assertThat(service.text().lines().count()).isLessThan(24);
        assertThat(service.text()).contains("exploits   1,", "data       " + folder.resolve("data"));
        var key = found(KEY, service.text());
        assertThat(post(service, key).statusCode()).isEqualTo(201);
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/kamiyo.sock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/kamiyo.db"))))
                .isEqualTo("rw-r--r--");
        stop(service);

        var again = serve(command("serve", "--port", "0"));
        assertThat(again.text()).doesNotContain("kym_");
        assertThat(post(again, key).statusCode()).isEqualTo(201);
    }

    @Test
    void theAdminKeyCanBeSet() throws Exception {
        var builder = command("serve", "--port", "0");
        builder.environment().put("KAMIYO_ADMIN_KEY", "chosen by the operator");
        var service = serve(builder);
        assertThat(service.text()).doesNotContain("chosen by the operator");
        assertThat(post(service, "chosen by the operator").statusCode()).isEqualTo(201);

        var tooShort = command(
                "serve", "--port", "0", "--data", folder.resolve("other").toString());
        tooShort.environment().put("KAMIYO_ADMIN_KEY", "secret");
        var refused = finish(tooShort);
        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.text)
                .contains("KAMIYO_ADMIN_KEY has 6 characters; at least 20 are due")
                .doesNotContain("secret");
    }

    @Test
    void aSecondServiceOnTheSameDataIsRefused() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var second = run("serve", "--port", "0");
        assertThat(second.code).isEqualTo(1);
        assertThat(second.text).contains("another kamiyo, pid " + service.process.pid());
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var port = String.valueOf(service.uri("/").getPort());
        var second = run(
                "serve",
                "--port",
                port,
                "--data",
                folder.resolve("other").toString(),
                "--run",
                folder.resolve("other-run").toString());
        assertThat(second.code).isEqualTo(1);
        assertThat(second.text).contains("port " + port).contains("is taken");
    }

    @Test
    void anImportUsesTheRunningServiceAndElseTheFiles() throws Exception {
        Files.writeString(
                folder.resolve("hacks.json"),
                "[{\"date\":1647993600,\"name\":\"Lumora\"},{\"date\":7,\"name\":\"Bad\"}]");
        var dry = run("import", "defillama", "hacks.json", "--dry-run");
        assertThat(dry.text).contains("2 read, 1 new, 0 changed, 0 unchanged, 1 rejected (dry run");
        var service = serve(command("serve", "--port", "0"));
        var first = run("import", "defillama", "hacks.json");
        assertThat(first.code).isZero();
        assertThat(first.text)
                .contains("2 read, 1 new, 0 changed, 0 unchanged, 1 rejected")
                .contains("rejected record 2 (Bad): date is 7");
        stop(service);
        assertThat(run("import", "defillama", "hacks.json").text).contains("0 new, 0 changed, 1 unchanged");
        var missing = run("import", "defillama", "none.json");
        assertThat(missing.code).isEqualTo(1);
        assertThat(missing.text).contains("none.json' does not exist", "nothing was changed");
    }

    @Test
    void theFirstStartIsFollowedByABackupAndTheVerbMakesListsAndVerifies() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var latest = folder.resolve("data/backups/kamiyo_latest.db");
        Waiting.until(() -> Files.exists(latest));
        assertThat(run("backup").text).contains("made and verified");
        var list = run("backup", "list");
        assertThat(list.code).isZero();
        assertThat(list.text).contains("2 backups");
        stop(service);
        assertThat(run("backup", "verify").code).isZero();
        Files.write(latest.toRealPath(), new byte[] {1, 2, 3});
        var verify = run("backup", "verify");
        assertThat(verify.code).isEqualTo(1);
        assertThat(verify.text).contains("NOT SOUND", "2 backups, 1 of them not sound");
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
        assertThat(run("backup").code).isZero();
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
        assertThat(get(again, added.headers().firstValue("Location").orElseThrow())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theVerbsOfTheCopiesWorkOnARunningServiceAndOnAStoppedOne() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> run("status").code == 0);
        assertThat(run("status").text).contains("in service at write", "journal", "backups", "quarantine");
        assertThat(run("journal").text).contains("head     write", "chain    whole");
        Waiting.until(() -> Files.exists(folder.resolve("data/backups/kamiyo_latest.db")));
        var before = found(Pattern.compile("head     write ([0-9,]+)"), run("journal").text)
                .replace(",", "");
        var added = post(service, found(KEY, service.text()))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        var dry = run("restore", "--to", before, "--dry-run");
        assertThat(dry.text).contains("exploits     0 rows gained, 1 lost", "nothing was written");
        assertThat(get(service, added).statusCode()).isEqualTo(200);
        assertThat(run("restore", "--to", before).text).contains("the data go on as write");
        assertThat(get(service, added).statusCode()).isEqualTo(404);
        stop(service);

        var after = String.valueOf(Long.parseLong(before) + 1);
        var back = run("restore", "--to", after);
        assertThat(back.text).contains("exploits     1 rows gained, 0 lost");
        assertThat(run("restore", "--to", "999999").text).contains("is not there yet");
        assertThat(run("restore", "--from", "none.db").text).contains("none.db' is not a file");
        var again = serve(command("serve", "--port", "0"));
        assertThat(get(again, added).statusCode()).isEqualTo(200);
    }

    @Test
    void anEditByHandIsSavedAndAdoptedByVerb() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        var service = serve(command("serve", "--port", "0"));
        var file = folder.resolve("data/kamiyo.db");
        var id = Sqlite3.run(file, "SELECT id FROM exploits LIMIT 1;");
        Sqlite3.run(file, "UPDATE exploits SET title = 'By hand' WHERE id = '" + id + "';");
        Waiting.until(() -> service.text().contains("edited by hand"));
        assertThat(get(service, "/api/v1/exploits/" + id).body()).doesNotContain("By hand");
        assertThat(run("adopt").text).contains(id, "-> 'By hand'", "1 rows wait");
        assertThat(run("adopt", "--all").code).isZero();
        assertThat(get(service, "/api/v1/exploits/" + id).body()).contains("By hand");
        assertThat(run("adopt").text).contains("no edit by hand waits");
    }

    @Test
    void aDataFolderWithALongPathWorks() throws Exception {
        var deep = folder.resolve("d".repeat(120)).toString();
        var service = serve(command("serve", "--port", "0", "--data", deep));
        var feed = Files.writeString(folder.resolve("hacks.json"), "[{\"date\":1647993600,\"name\":\"Lumora\"}]");
        var run = run("import", "defillama", feed.toString(), "--data", deep);
        assertThat(run.text).contains("1 new");
        assertThat(service.process.isAlive()).isTrue();
    }

    @Test
    void aDamagedFileIsHealedFromTheStandbyWhileReadsGoOn() throws Exception {
        var first = serve(command("serve", "--port", "0"));
        Waiting.until(() -> run("status").code == 0);
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
        service.process.destroyForcibly().onExit().join();
        var again = serve(command("serve", "--port", "0"));
        assertThat(get(again, added.headers().firstValue("Location").orElseThrow())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void sigtermEndsWithinTenSecondsAndLeavesOneFile() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        stop(service);
        assertThat(folder.resolve("data/kamiyo.db-wal")).doesNotExist();
        assertThat(folder.resolve("data/kamiyo.sock")).doesNotExist();
        assertThat(service.text()).contains("stopped");
    }

    /// The runbook greps the log for these words; on a healthy day it must find nothing, failed feeds included.
    @Test
    void noLineOfAHealthyDayContainsTheWordsOfTheRunbook() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = "<html>Internal Server Error: database</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/page") ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var base = "http://127.0.0.1:" + server.getAddress().getPort();
            var service = serve(command("serve", "--port", "0"));
            assertThat(run("import", "defillama", base + "/page").code).isEqualTo(1);
            assertThat(run("import", "defillama", base + "/none").code).isEqualTo(1);
            assertThat(run("import", "defillama", "http://127.0.0.1:1/").code).isEqualTo(1);
            assertThat(get(service, "/api/v1/exploits?limit=x").statusCode()).isEqualTo(400);
            stop(service);
            assertThat(service.text()).contains("not taken");
            assertThat(service.text().toLowerCase(Locale.ROOT)).doesNotContain("database", "sqlite", "error");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void debiansSqlite3ReadsTheFileWhileTheServiceRuns() throws Exception {
        assumeTrue(Sqlite3.isThere(), "Debian's sqlite3 is not installed");
        serve(command("serve", "--port", "0"));
        var file = folder.resolve("data/kamiyo.db");
        assertThat(Integer.parseInt(Sqlite3.run(file, "SELECT COUNT(*) FROM exploits;")))
                .isGreaterThan(500);
        assertThat(Sqlite3.run(file, "PRAGMA integrity_check;")).isEqualTo("ok");
        assertThat(Files.size(file)).isGreaterThan(1 << 20);
    }

    private record Run(int code, String text) {}

    private record Running(Process process, Path log) {
        String text() throws IOException {
            return Files.readString(log);
        }

        URI uri(String path) throws IOException {
            return URI.create(found(URL, text()) + path);
        }
    }

    private ProcessBuilder command(String... words) {
        var command = new ArrayList<>(List.of("sh", folder.resolve("kamiyo").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.startsWith("KAMIYO_"));
        builder.environment().put("KAMIYO_FEEDS", ""); // no test reaches the network
        return builder;
    }

    private Run run(String... words) throws IOException, InterruptedException {
        return finish(command(words));
    }

    private Run finish(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.start();
        started.add(process);
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), text);
    }

    private Running serve(ProcessBuilder builder) throws Exception {
        var log = Files.createTempFile(folder, "serve", ".log");
        var running = new Running(builder.redirectOutput(log.toFile()).start(), log);
        started.add(running.process);
        Waiting.within(START, () -> {
            assertThat(running.process.isAlive()).as(running.text()).isTrue();
            return running.text().contains("serving ");
        });
        return running;
    }

    private static void stop(Running service) {
        service.process.destroy();
        service.process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private HttpResponse<String> get(Running service, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(service.uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(Running service, String key) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(service.uri("/api/v1/exploits"))
                        .header("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(EXPLOIT))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String found(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}

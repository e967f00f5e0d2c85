package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Usage, settings, and what a start says.
@Execution(ExecutionMode.CONCURRENT)
final class LauncherTest extends InstalledProgram {
    @Test
    void withoutAVerbItListsThoseOfAnInstalledProgram() throws Exception {
        var run = run();
        assertThat(run.code()).isZero();
        assertThat(run.text()).contains("serve", "import").doesNotContain("generate", "bench", "soak");
    }

    @Test
    void inASourceTreeThatWasBuiltOnceAHelpStartsNoBuild() throws Exception {
        Files.createDirectories(folder.resolve("target"));
        Files.createFile(folder.resolve("target/built-test"));
        Files.createDirectory(folder.resolve("src"));
        Files.setLastModifiedTime(
                Files.createFile(folder.resolve("pom.xml")),
                FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run("soak", "--help").text()).doesNotContain("building");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "import",
                "fetch",
                "sources",
                "review",
                "backup",
                "restore",
                "journal",
                "adopt",
                "status",
                "incidents",
                "doctor",
                "drill",
                "oncall",
                "keys",
                "alerts",
                "get",
                "export"
            })
    void everyVerbHasAnExample(String verb) throws Exception {
        var run = run(verb, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.text()).contains("Example: kamiyo " + verb);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dance                              | there is no verb 'dance'; verbs: serve, import, fetch, sources, review, backup, restore, journal, adopt, status, incidents, doctor, drill, oncall, keys, alerts, get, export
            test                               | there is no verb 'test'
            generate 5                         | there is no verb 'generate'
            serve --port 80000                 | KAMIYO_PORT or --port is '80000'; allowed is 0 to 65535
            serve --port web                   | KAMIYO_PORT or --port is 'web'
            serve --host no.such.invalid       | KAMIYO_HOST or --host is 'no.such.invalid'
            serve --host 192.0.2.1 --port 0    | KAMIYO_HOST or --host is '192.0.2.1'
            serve --port 0 --read nobody       | KAMIYO_READ or --read is 'nobody'; allowed: open, keys
            serve --port 0 --rate-limit=-1     | KAMIYO_RATE_LIMIT or --rate-limit is '-1'; allowed is 0
            serve --port 0 --trusted-proxies x | KAMIYO_TRUSTED_PROXIES or --trusted-proxies has 'x'
            serve --port 0 --cors good.example | KAMIYO_CORS or --cors has 'good.example'
            serve --data=                      | --data (KAMIYO_DATA) is ''
            import defillama x --data=         | --data (KAMIYO_DATA) is ''
            serve --colour                     | Unknown option: '--colour'
            import                             | FEED
            restore                            | name what to go back to: --from FILE, --to TIME|SEQ
            backup burn                        | Invalid value for positional parameter at index 0 (ACTION)
            import newspaper /tmp/x            | 'newspaper' is not a feed; allowed: defillama, defihacklabs, slowmist, rekt, web3
            """)
    void wrongUsageIsNamedAndEndsWith2(String words, String message) throws Exception {
        var run = run(words.split(" "));
        assertThat(run.text()).contains(message);
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void aSettingIsLookedAtBeforeAnythingIsMade() throws Exception {
        for (var setting : List.of("KAMIYO_ALERTS", "KAMIYO_STREAM_CLIENTS", "KAMIYO_FEEDS")) {
            var builder = command("serve", "--port", "0");
            builder.environment().put(setting, "maybe");
            var run = finish(builder);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.text()).contains(setting).doesNotContain("listening");
            assertThat(folder.resolve("data/kamiyo.db")).doesNotExist();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedInPlainWords() throws Exception {
        var run = run("serve", "--port", "0", "--data", "/proc/none");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.text())
                .contains("--data (KAMIYO_DATA) is '/proc/none', which cannot be made")
                .doesNotContain("Exception");
    }

    @Test
    void aFolderForTheLogThatCannotBeWrittenIsOnePlainLine() throws Exception {
        var builder = command("serve", "--port", "0");
        builder.environment().put("KAMIYO_LOGS", "/proc/none");
        var service = serve(builder);
        assertThat(service.text())
                .contains("KAMIYO_LOGS is '/proc/none', where this user may not write")
                .doesNotContain("logback", "Exception");
    }

    @Test
    void aSettingComesFromItsFlagElseFromTheEnvironment() throws Exception {
        var builder = command("serve");
        builder.environment().put("KAMIYO_PORT", "none");
        var run = finish(builder);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.text()).contains("KAMIYO_PORT or --port is 'none'");

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
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.text()).contains("no JDK 25", "JAVA_HOME");
    }

    @Test
    void filtersAreMadeReadyBeforeAnybodyAsks() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        Waiting.until(() -> service.text().contains("filters are answered from memory"));
    }

    @Test
    void theFirstStartShowsAllOnOneScreenTheKeyOnlyOnceAndSigtermLeavesOneFile() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        assertThat(service.text().lines().count()).isLessThan(24);
        assertThat(service.text()).contains("exploits   1,", "data       " + folder.resolve("data"));
        var key = found(KEY, service.text());
        assertThat(post(service, key).statusCode()).isEqualTo(201);
        assertThat(Files.getPosixFilePermissions(folder.resolve("data/kamiyo.sock")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/kamiyo.db"))))
                .isEqualTo("rw-r--r--");
        stop(service); // within ten seconds
        assertThat(folder.resolve("data/kamiyo.db-wal")).doesNotExist();
        assertThat(folder.resolve("data/kamiyo.sock")).doesNotExist();
        assertThat(service.text()).contains("stopped");

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
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.text())
                .contains("KAMIYO_ADMIN_KEY has 6 characters; at least 20 are due")
                .doesNotContain("secret");
    }

    @Test
    void aSecondServiceOnTheSameDataAndATakenPortAreRefused() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var second = run("serve", "--port", "0");
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.text())
                .contains("another kamiyo, pid " + service.process().pid());

        var port = String.valueOf(service.uri("/").getPort());
        var other = run(
                "serve",
                "--port",
                port,
                "--data",
                folder.resolve("other").toString(),
                "--run",
                folder.resolve("other-run").toString());
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.text()).contains("port " + port).contains("is taken");
    }

    @Test
    void anImportUsesTheRunningServiceAndElseTheFiles() throws Exception {
        Files.writeString(
                folder.resolve("hacks.json"),
                "[{\"date\":1647993600,\"name\":\"Lumora\"},{\"date\":7,\"name\":\"Bad\"}]");
        var dry = run("import", "defillama", "hacks.json", "--dry-run");
        assertThat(dry.text()).contains("2 read, 1 new, 0 changed, 0 unchanged, 1 rejected (dry run");
        var service = serve(command("serve", "--port", "0"));
        var first = run("import", "defillama", "hacks.json");
        assertThat(first.code()).isZero();
        assertThat(first.text())
                .contains("2 read, 1 new, 0 changed, 0 unchanged, 1 rejected")
                .contains("rejected record 2 (Bad): date is 7");
        stop(service);
        assertThat(run("import", "defillama", "hacks.json").text()).contains("0 new, 0 changed, 1 unchanged");
        var newspaper = run("fetch", "newspaper");
        assertThat(newspaper.code()).isEqualTo(2);
        assertThat(newspaper.text()).contains("'newspaper' is not a feed; allowed: defillama, defihacklabs");
        var file = run("fetch", "file");
        assertThat(file.code()).isEqualTo(2);
        assertThat(file.text()).contains("file is published nowhere; a CSV or JSON file of your own");
        var missing = run("import", "defillama", "none.json");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.text()).contains("none.json' does not exist", "nothing was changed");
    }

    /// The line to type is one that works, and the log keeps no secret of a URL.
    @Test
    void aFeedOfAnotherFormIsTakenByTheLineThatItNames() throws Exception {
        var records = IntStream.range(0, 40)
                .mapToObj(i -> "{\"protocol\":\"P%d\",\"occurred_at\":\"2022-01-%02d\"}".formatted(i, 1 + i % 28))
                .toList();
        Files.writeString(folder.resolve("own.json"), records.toString());
        assertThat(run("import", "file", "own.json").text()).contains("40 new");
        Files.writeString(folder.resolve("own.json"), records.subList(0, 9).toString());
        var drifted = run("import", "file", "own.json");
        assertThat(drifted.code()).isEqualTo(1);
        var line = "fetch file --from own.json --accept-drift";
        assertThat(drifted.text()).contains("run 'kamiyo " + line + "'");
        var taken = run(line.split(" "));
        assertThat(taken.code()).as(taken.text()).isZero();

        var service = serve(command("serve", "--port", "0"));
        run("import", "defillama", "http://me:pass@127.0.0.1:1/hacks.json?token=secret");
        assertThat(service.text())
                .contains("defillama from http://127.0.0.1:1/hacks.json not taken")
                .doesNotContain("pass", "secret");
    }

    @Test
    void aDataFolderWithALongPathWorks() throws Exception {
        var deep = folder.resolve("d".repeat(120)).toString();
        var service = serve(command("serve", "--port", "0", "--data", deep));
        var feed = Files.writeString(folder.resolve("hacks.json"), "[{\"date\":1647993600,\"name\":\"Lumora\"}]");
        var run = run("import", "defillama", feed.toString(), "--data", deep);
        assertThat(run.text()).contains("1 new");
        assertThat(service.process().isAlive()).isTrue();
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
            assertThat(run("import", "defillama", base + "/page").code()).isEqualTo(1);
            assertThat(run("import", "defillama", base + "/none").code()).isEqualTo(1);
            assertThat(run("import", "defillama", "http://127.0.0.1:1/").code()).isEqualTo(1);
            assertThat(get(service, "/api/v1/exploits?limit=x").statusCode()).isEqualTo(400);
            stop(service);
            assertThat(service.text()).contains("not taken");
            assertThat(service.text().toLowerCase(Locale.ROOT)).doesNotContain("database", "sqlite", "error");
        } finally {
            server.stop(0);
        }
    }
}

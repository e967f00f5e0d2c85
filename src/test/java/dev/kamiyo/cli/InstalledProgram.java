package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The command as people type it: the launcher's script, installed without its sources, and real processes.
abstract class InstalledProgram {
    private static final Pattern URL = Pattern.compile("listening +(http://\\S+)");
    static final Pattern KEY = Pattern.compile("admin key +(kym_\\S+)");
    private static final Duration START = Duration.ofSeconds(60); // a first start, beside others, on a busy machine
    private static final String EXPLOIT = "{\"protocol\":\"X\",\"occurred_at\":\"2022-01-01\"}";

    @TempDir
    Path folder = Path.of("");

    private final List<Process> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    final void install() throws IOException {
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
    final void stop() {
        for (var process : started) {
            process.destroyForcibly().onExit().join();
        }
        client.close();
    }

    record Run(int code, String text) {}

    record Running(Process process, Path log) {
        String text() throws IOException {
            return Files.readString(log);
        }

        URI uri(String path) throws IOException {
            return URI.create(found(URL, text()) + path);
        }
    }

    final ProcessBuilder command(String... words) {
        var command = new ArrayList<>(List.of("sh", folder.resolve("kamiyo").toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.startsWith("KAMIYO_"));
        builder.environment().put("KAMIYO_FEEDS", ""); // no test reaches the network
        return builder;
    }

    /// A verb whose output nobody takes; what it says otherwise is heard.
    final ProcessBuilder toFullDisk(String... words) {
        return inShell("exec sh \"$0\" \"$@\" 2>&1 >/dev/full", words);
    }

    /// A verb as part of a line for `sh`, in which it is `"$0" "$@"`.
    final ProcessBuilder inShell(String line, String... words) {
        var builder = command(words);
        var verb = builder.command().subList(1, builder.command().size());
        return builder.command(
                Stream.concat(Stream.of("sh", "-c", line), verb.stream()).toList());
    }

    final Run run(String... words) throws IOException, InterruptedException {
        return finish(command(words));
    }

    final Run finish(ProcessBuilder builder) throws IOException, InterruptedException {
        var process = builder.start();
        started.add(process);
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), text);
    }

    final Running serve(ProcessBuilder builder) throws Exception {
        var log = Files.createTempFile(folder, "serve", ".log");
        var running = new Running(builder.redirectOutput(log.toFile()).start(), log);
        started.add(running.process);
        Waiting.within(START, () -> {
            assertThat(running.process.isAlive()).as(running.text()).isTrue();
            return running.text().contains("serving ");
        });
        return running;
    }

    /// Has the data made that verbs work on, as a first start does.
    final void makeData() throws Exception {
        stop(serve(command("serve", "--port", "0")));
    }

    static void stop(Running service) {
        service.process.destroy();
        service.process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    final HttpResponse<String> get(Running service, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(service.uri(path)).build(), BodyHandlers.ofString());
    }

    final HttpResponse<String> post(Running service, String key) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(service.uri("/api/v1/exploits"))
                        .header("Authorization", "Bearer " + key)
                        .POST(BodyPublishers.ofString(EXPLOIT))
                        .build(),
                BodyHandlers.ofString());
    }

    static String found(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}

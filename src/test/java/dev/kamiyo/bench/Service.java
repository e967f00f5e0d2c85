package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// A service in a process of its own, as `kamiyo serve` starts it, without feeds.
final class Service implements AutoCloseable {
    /// Its admin key.
    static final String KEY = "a-key-for-measurements-only";

    static final String LIST = "/api/v1/exploits?limit=10";
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Process process;
    private final Path log;
    private final int port;
    private final Duration started;

    private Service(Process process, Path log, int port, Duration started) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.started = started;
    }

    /// Starts one and waits for its first answer.
    static Service start(Installation program, Path data, Path run) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(run);
        var log = Files.createTempFile(run.toAbsolutePath().resolveSibling("."), "service-", ".log");
        var builder = new ProcessBuilder("sh", program.launcher(), "serve")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("KAMIYO_PORT", Integer.toString(port));
        builder.environment().put("KAMIYO_DATA", data.toString());
        builder.environment().put("KAMIYO_RUN", run.toString());
        builder.environment().put("KAMIYO_FEEDS", "");
        builder.environment().put("KAMIYO_ADMIN_KEY", KEY);
        long begin = System.nanoTime();
        var process = builder.start();
        var service = new Service(process, log, port, Duration.ZERO);
        while (!service.answers()) {
            if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IOException("the service does not start: " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return new Service(process, log, port, Duration.ofNanos(System.nanoTime() - begin));
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream()
                    .write(("GET " + LIST + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    /// Waits until it has done what each first start does: the standby is built, a backup is made, what filters are
    /// answered from is read, and what was written is on the disk.
    void settle() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isSettled()) {
            if (System.nanoTime() > end) {
                close();
                throw new IOException("the service is not ready: " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        Program.run("sync");
    }

    private boolean isSettled() throws IOException {
        var status = JsonMapper.shared()
                .readTree(URI.create(url("/api/v1/status")).toURL().openStream());
        return Files.readString(log).contains("filters are answered from memory")
                && status.path("backups").path("kept").asInt(0) > 0
                && status.path("copies")
                        .valueStream()
                        .allMatch(copy -> copy.path("in_service").asBoolean(false));
    }

    /// From the start of the process to its first answer with exploits.
    Duration started() {
        return started;
    }

    int port() {
        return port;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /// What it takes of the machine's memory now, in MB.
    double resident() throws IOException {
        return kilobytes("VmRSS:") / 1_000;
    }

    /// The most that it ever took, in MB.
    double mostResident() throws IOException {
        return kilobytes("VmHWM:") / 1_000;
    }

    private double kilobytes(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> List.of(line.split("\\s+")))
                .mapToDouble(words -> Double.parseDouble(words.get(1)) * 1.024)
                .findFirst()
                .orElseThrow(() -> new IOException("the system does not tell " + name));
    }

    /// Its log.
    Path log() {
        return log;
    }

    /// Ends it in good order.
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

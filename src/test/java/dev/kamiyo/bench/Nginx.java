package dev.kamiyo.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// nginx with one static file: the practical limit of HTTP on this machine.
final class Nginx implements AutoCloseable {
    private static final String CONFIGURATION = """
            user USER;
            worker_processes auto;
            daemon off;
            pid FOLDER/nginx.pid;
            error_log FOLDER/error.log;
            events { worker_connections 4096; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 100000000;
              open_file_cache max=10;
              default_type application/json;
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
              server { listen 127.0.0.1:PORT backlog=4096; root FOLDER/files; }
            }
            """;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Serves some bytes.
    static Nginx serve(Path folder, byte[] bytes) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.write(Files.createDirectories(folder.resolve("files")).resolve("exploits.json"), bytes);
        var file = folder.resolve("nginx.conf");
        Files.writeString(
                file,
                CONFIGURATION
                        .replace("USER", System.getProperty("user.name"))
                        .replace("FOLDER", folder.toString())
                        .replace("PORT", Integer.toString(port)));
        var process = new ProcessBuilder(
                        "nginx", "-e", folder.resolve("error.log").toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IOException("nginx does not start: " + Files.readString(folder.resolve("out.log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return new Nginx(process, port);
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false; // not yet
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + "/exploits.json";
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

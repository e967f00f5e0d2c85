package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kamiyo.testing.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Answers that end before they are whole.
@Timeout(60)
final class BrokenAnswerTest {
    private final CompletableFuture<IOException> ended = new CompletableFuture<>();

    private TestService endless(Path folder) throws IOException {
        var endless = Route.get(
                "/api/v1/endless",
                _ -> Response.stream("text/plain", out -> {
                    try {
                        while (true) {
                            out.write(new byte[8_192]);
                        }
                    } catch (IOException e) {
                        ended.complete(e);
                        throw e;
                    }
                }));
        return new TestService(
                folder,
                (routes, socket) -> HttpServer.start(
                        new Routes(
                                Stream.concat(routes.all().stream(), Stream.of(endless))
                                        .toList(),
                                routes.keys(),
                                routes.metrics(),
                                routes.changes(),
                                routes.refusals()),
                        socket,
                        new HttpServer.Listen("127.0.0.1", 0, AccessPolicy.DEFAULT)));
    }

    /// Every browser does it: a page is left while it comes.
    @Test
    void aCallerWhoGoesAwayLeavesNoWarning(@TempDir Path folder) throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("http");
        logger.addAppender(lines);
        try (var service = endless(folder)) {
            var port = service.uri("/").getPort();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream()
                        .write("GET /api/v1/endless HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readNBytes(1_000)).hasSize(1_000);
            }
            assertThat(ended.get(30, TimeUnit.SECONDS)).isNotNull();
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }
}

package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the server does not take, seen from a socket.
@Timeout(60)
final class LimitsTest {
    private static final String POST = "POST /api/v1/exploits HTTP/1.1\r\nHost: x\r\n";
    private static final String KEY = "Authorization: Bearer a key of this very test\r\n";
    private static final String GET = "GET /api/v1/exploits HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final int LARGE = 3 << 20;
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aLargeBodyThatIsSentWholeGetsItsAnswer() throws Exception {
        try (var service = new TestService(folder)) {
            for (var headers : new String[] {
                KEY + "Content-Length: " + LARGE + "\r\n\r\n", KEY + "Transfer-Encoding: chunked\r\n\r\n"
            }) {
                for (int i = 0; i < 20; i++) {
                    assertThat(sentWhole(service, headers))
                            .startsWith("HTTP/1.1 413 ")
                            .contains("\"type\":\"urn:kamiyo:problem:body-too-large\"")
                            .containsIgnoringCase("\r\nConnection: close\r\n");
                }
            }
            assertThat(sentWhole(service, "Content-Length: " + LARGE + "\r\n\r\n"))
                    .as("any refusal")
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    private static String sentWhole(TestService service, String headers) throws IOException {
        boolean chunked = headers.contains("chunked");
        try (var socket = connect(service)) {
            var out = socket.getOutputStream();
            out.write(ascii(POST + headers));
            var part = ascii((chunked ? "10000\r\n" : "") + " ".repeat(1 << 16) + (chunked ? "\r\n" : ""));
            for (int sent = 0; sent < LARGE; sent += 1 << 16) {
                out.write(part);
            }
            out.write(ascii(chunked ? "0\r\n\r\n" : ""));
            out.flush();
            return rest(socket);
        }
    }

    @Test
    void whoAsksBeforehandWhetherALargeBodyIsTakenNeedNotSendIt() throws Exception {
        try (var service = new TestService(folder);
                var socket = connect(service)) {
            socket.getOutputStream()
                    .write(ascii(POST + KEY + "Expect: 100-continue\r\nContent-Length: " + LARGE + "\r\n\r\n"));
            assertThat(rest(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aBodyWithoutAnEndIsCutOff() throws Exception {
        try (var service = new TestService(folder);
                var socket = connect(service)) {
            var out = socket.getOutputStream();
            out.write(ascii(POST + KEY + "Transfer-Encoding: chunked\r\n\r\n"));
            var part = ascii("10000\r\n" + " ".repeat(1 << 16) + "\r\n");
            long sent = 0;
            try {
                while (sent < 1L << 30) {
                    out.write(part);
                    sent += part.length;
                }
            } catch (IOException _) {
                // that is what must happen
            }
            assertThat(sent).isLessThan(64L << 20);
        }
    }

    @Test
    void longUrlsAndLargeHeadersAreNamed() throws Exception {
        try (var service = new TestService(folder)) {
            assertThat(raw(service, "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .startsWith("HTTP/1.1 414 ")
                    .contains("url-too-long", "nosniff");
            assertThat(raw(service, "GET /health HTTP/1.1\r\nHost: x\r\nX-Large: " + "a".repeat(9_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("headers-too-large", "nosniff");
            assertThat(raw(
                            service,
                            "GET /health?" + "a".repeat(7_000) + "=b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as("what is taken")
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aSilentClientAndADrippingBodyAreLetGo() throws Exception {
        try (var service =
                with(new Limits(8, 8, 8, Duration.ofMillis(400), Duration.ofSeconds(30), Duration.ofMillis(700)))) {
            assertThat(raw(service, "GET /health HTTP/1.1\r\nHos")).isEmpty();
            assertThat(raw(service, POST + KEY + "Content-Length: 100\r\n\r\n{"))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("urn:kamiyo:problem:request-timeout");
            try (var socket = connect(service)) {
                var out = socket.getOutputStream();
                out.write(ascii(POST + KEY + "Content-Length: 100\r\n\r\n"));
                long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
                socket.setSoTimeout(100);
                var answer = "";
                while (answer.isEmpty() && System.nanoTime() < end) {
                    out.write(' ');
                    answer = soon(socket);
                }
                assertThat(answer).startsWith("HTTP/1.1 408 ");
            }
        }
    }

    @Test
    void headersThatDripAreCutOffAlsoThoseOfALaterRequest() throws Exception {
        try (var service = with(new Limits(8, 8, 8, LONG, Duration.ofMillis(1_500), LONG))) {
            for (var before : List.of("", GET.replace("close", "keep-alive"))) {
                try (var socket = connect(service)) {
                    socket.getOutputStream().write(ascii(before));
                    assertThat(before.isEmpty() || soon(socket).startsWith("HTTP/1.1 200 "))
                            .isTrue();
                    assertThat(isCutOff(socket, "GET /health HTTP/1.1\r\nHost: x\r\nX-Drip: "))
                            .isTrue();
                }
            }
        }
    }

    private static boolean isCutOff(Socket socket, String begin) throws IOException {
        socket.setSoTimeout(100);
        try {
            socket.getOutputStream().write(ascii(begin));
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (System.nanoTime() < end) {
                try {
                    if (socket.getInputStream().read() < 0) {
                        return true;
                    }
                } catch (SocketTimeoutException _) {
                    socket.getOutputStream().write('x');
                }
            }
        } catch (SocketException _) {
            return true;
        }
        return false;
    }

    @Test
    void anAnswerAndABodyMayTakeLongerThanHeaders() throws Exception {
        try (var service = with(new Limits(8, 8, 8, LONG, Duration.ofMillis(1_500), LONG));
                var stream = connect(service)) {
            stream.getOutputStream().write(ascii("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n"));
            assertThat(soon(stream)).startsWith("HTTP/1.1 200 ");
            try (var body = connect(service)) {
                body.getOutputStream().write(ascii(POST + KEY + "Content-Length: 2\r\n\r\n{"));
                body.setSoTimeout(2_500);
                assertThat(soon(body)).isEmpty();
                body.getOutputStream().write(ascii("}"));
                body.setSoTimeout(10_000);
                assertThat(soon(body)).startsWith("HTTP/1.1 400 ");
            }
            assertThat(service.get("/metrics").body()).contains("kamiyo_stream_clients 1.0\n");
        }
    }

    private static String soon(Socket socket) throws IOException {
        try {
            var part = new byte[1_000];
            int n = socket.getInputStream().read(part);
            return new String(part, 0, Math.max(n, 0), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException _) {
            return "";
        }
    }

    @Test
    void whenTooManyAnswersAreBeingMadeTheNextIsToldToComeAgain() throws Exception {
        try (var service = with(new Limits(0, 100, 100, LONG, LONG, LONG))) {
            assertThat(raw(service, GET))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\r\nRetry-After: 1\r\n", "urn:kamiyo:problem:overloaded");
            assertThat(raw(service, GET.replace("/api/v1/exploits", "/health"))).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void connectionsWaitUntilOthersAreClosed() throws Exception {
        try (var service = with(new Limits(8, 2, 2, LONG, LONG, LONG))) {
            try (var first = connect(service)) {
                first.getOutputStream().write(ascii("G"));
                try (var third = thatWaitedBehindAnother(service)) {
                    third.setSoTimeout(10_000);
                    assertThat(rest(third)).startsWith("HTTP/1.1 200 ");
                }
            }
        }
    }

    private static Socket thatWaitedBehindAnother(TestService service) throws IOException {
        try (var second = connect(service)) {
            second.getOutputStream().write(ascii(GET.replace("close", "keep-alive")));
            assertThat(soon(second)).startsWith("HTTP/1.1 200 ");
            var third = connect(service);
            third.getOutputStream().write(ascii(GET));
            third.setSoTimeout(300);
            assertThat(soon(third)).isEmpty();
            return third;
        }
    }

    private TestService with(Limits limits) throws IOException {
        return new TestService(
                folder,
                (routes, socket) -> HttpServer.start(
                        routes, socket, new HttpServer.Listen("127.0.0.1", 0, AccessPolicy.DEFAULT), limits));
    }

    private static Socket connect(TestService service) throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), service.uri("/").getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String raw(TestService service, String text) throws IOException {
        try (var socket = connect(service)) {
            socket.getOutputStream().write(ascii(text));
            return rest(socket);
        }
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

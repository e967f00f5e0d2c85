package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes over the wire, as it stands there.
final class WireTest extends RunningService {
    private static final String LAST = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private String raw(String text) throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), service.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/exploits?format=ndjson&limit=all", "/api/v1/stream"})
    void headOfAStreamTellsNoLength(String path) throws Exception {
        var answers =
                raw("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n" + LAST).split("\r\n\r\n", 2);
        assertThat(answers[0]).startsWith("HTTP/1.1 200 ").doesNotContain("Content-Length");
        assertThat(answers[1]).as("the next answer follows").startsWith("HTTP/1.1 200 ");
    }

    @Test
    void headOfAWholeAnswerTellsTheLengthOfIt() throws Exception {
        var answers =
                raw("HEAD /api/v1/exploits HTTP/1.1\r\nHost: x\r\n\r\n" + LAST).split("\r\n\r\n", 2);
        assertThat(answers[0]).contains("\r\nContent-Length: 2");
        assertThat(answers[1]).startsWith("HTTP/1.1 200 ");
    }
}

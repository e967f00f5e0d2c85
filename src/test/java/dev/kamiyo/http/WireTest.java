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

    private String answer(String request, String... headers) throws IOException {
        return raw(
                request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n");
    }

    @Test
    void linesOfAListAreOneList() throws Exception {
        var tag = service.get("/api/v1/exploits").headers().firstValue("ETag").orElseThrow();
        assertThat(answer("GET /api/v1/exploits", "If-None-Match: \"other\"", "If-None-Match: " + tag))
                .startsWith("HTTP/1.1 304 ");
        assertThat(answer("GET /api/v1/exploits", "Accept: application/json;q=0.5", "Accept: text/csv"))
                .contains("\r\nContent-Type: text/csv");
        assertThat(answer("GET /openapi.json", "Accept-Encoding: br", "Accept-Encoding: gzip"))
                .contains("\r\nContent-Encoding: gzip\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Idempotency-Key", "Last-Event-ID"})
    void whatIsNoListIsRefusedInTwoLines(String header) throws Exception {
        var key = header.equals("Authorization") ? "X-None: 1" : "Authorization: " + service.authorization();
        var line = header + ": " + service.authorization();
        assertThat(answer("POST /api/v1/exploits", key, line, line, "Content-Length: 0"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"parameter\":\"" + header + "\"");
    }

    @Test
    void aCodedBodyIsRefused() throws Exception {
        var key = "Authorization: " + service.authorization();
        assertThat(answer("POST /api/v1/exploits", key, "Content-Encoding: gzip", "Content-Length: 2", "", "{}"))
                .startsWith("HTTP/1.1 415 ")
                .contains("\r\nAccept-Encoding: identity\r\n", "urn:kamiyo:problem:body-coded");
        assertThat(answer("POST /api/v1/exploits", key, "Content-Encoding: identity", "Content-Length: 2", "", "{}"))
                .contains("urn:kamiyo:problem:invalid-body");
    }

    @Test
    void aPreflightTellsNothingOfTheSocket() throws Exception {
        assertThat(answer("OPTIONS /local/journal", "Origin: https://a.example", "Access-Control-Request-Method: GET"))
                .startsWith("HTTP/1.1 404 ");
    }
}

package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.access.Network;
import dev.kamiyo.access.Proxies;
import dev.kamiyo.testing.TestService;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which addresses a feed has for itself and its items: they are read where a path leads nowhere.
final class PublicUrlTest {
    private static final String LIST = "/api/v1/exploits";
    private static final Proxies HERE =
            new Proxies(List.of(Network.parse("127.0.0.1").orElseThrow()));

    @TempDir
    private Path folder = Path.of("");

    private TestService service(Proxies proxies) throws Exception {
        var service = new TestService(folder, new AccessPolicy(false, 0, proxies, Cors.NONE));
        assertThat(service.post(LIST, "{\"title\":\"plain\",\"occurred_at\":\"2022-03-22\"}")
                        .statusCode())
                .isEqualTo(201);
        return service;
    }

    /// @param headers lines parted by `|`
    private static JsonNode feed(TestService service, String headers) throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), service.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            var lines = String.join(
                    "\r\n",
                    Arrays.stream(headers.split("\\|")).map(String::strip).toList());
            socket.getOutputStream()
                    .write(("GET " + LIST + "?limit=1&format=jsonfeed HTTP/1.1\r\nConnection: close\r\n" + lines
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            return JsonMapper.shared().readTree(answer.split("\r\n\r\n", 2)[1]);
        }
    }

    private static void isAt(JsonNode feed, String base) {
        assertThat(feed.path("feed_url").asString("")).isEqualTo(base + LIST + "?format=jsonfeed&limit=1");
        assertThat(feed.path("home_page_url").asString("")).isEqualTo(base + "/");
        assertThat(feed.at("/items/0/url").asString("")).isEqualTo(base + "/exploits/KYM-2022-00001");
    }

    @Test
    void whoeverAsksNamesTheHostAndNothingMore() throws Exception {
        try (var service = service(Proxies.NONE)) {
            isAt(feed(service, "Host: kamiyo.example.org:8443"), "http://kamiyo.example.org:8443");
            isAt(feed(service, "Host: [::1]:8000"), "http://[::1]:8000");
            isAt(
                    feed(service, "Host: a.example|X-Forwarded-Proto: https|X-Forwarded-Host: b.example"),
                    "http://a.example");
            isAt(feed(service, "Host: a.example|Forwarded: host=b.example;proto=https"), "http://a.example");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "Host: a.example|X-Forwarded-Proto: https > https://a.example",
                "Host: 10.0.0.7:8000|X-Forwarded-Proto: https|X-Forwarded-Host: b.example > https://b.example",
                "Host: a.example|X-Forwarded-Host: made.up, b.example:8443 > http://b.example:8443",
                "Host: a.example|Forwarded: for=192.0.2.1;host=\"[2001:db8::1]:80\";proto=https > https://[2001:db8::1]:80",
                "Host: a.example|Forwarded: for=x;host=made.up, for=192.0.2.1;proto=HTTPS;host=b.example > https://b.example",
                "Host: a.example|Forwarded: for=192.0.2.1 > http://a.example",
                "Host: a.example|X-Forwarded-Proto: javascript > http://a.example",
            })
    void aTrustedProxySaysWhatItWasAskedFor(String headers, String base) throws Exception {
        try (var service = service(HERE)) {
            isAt(feed(service, headers), base);
        }
    }

    @Test
    void whatIsNoHostGetsNoAddress() throws Exception {
        try (var service = service(HERE)) {
            var feed = feed(service, "Host: a.example|X-Forwarded-Host: \"><script>");
            assertThat(feed.has("feed_url")).isFalse();
            assertThat(feed.at("/items/0/url").asString("")).isEqualTo("/exploits/KYM-2022-00001");
        }
    }

    @Test
    void anAnswerThatIsKeptIsNotForAnotherHost() throws Exception {
        try (var service = service(Proxies.NONE)) {
            for (int i = 0; i < 3; i++) {
                isAt(feed(service, "Host: a.example"), "http://a.example");
                isAt(feed(service, "Host: b.example"), "http://b.example");
            }
        }
    }

    @Test
    void aFeedIsFoundWhereItSaysThatItIs() throws Exception {
        try (var service = service(Proxies.NONE)) {
            var query = "?limit=5&q=" + URLEncoder.encode("plain -\"<a&b>\" -é", StandardCharsets.UTF_8);
            for (var format : List.of("atom", "jsonfeed")) {
                var asked = service.get(LIST + query + "&format=" + format).body();
                var self = format.equals("atom")
                        ? asked.replaceAll("(?s).*<link rel=\"self\"[^>]* href=\"([^\"]*)\".*", "$1")
                                .replace("&amp;", "&")
                        : JsonMapper.shared().readTree(asked).path("feed_url").asString("");
                assertThat(self).startsWith(service.uri(LIST).toString());
                assertThat(service.get(self.substring(service.uri("").toString().length()))
                                .body())
                        .isEqualTo(asked);
            }
        }
    }
}

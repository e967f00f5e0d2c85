package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import tools.jackson.databind.json.JsonMapper;

/// Lists of exploits in each of their shapes, and what callers keep of them.
final class ShapesTest extends RunningService {
    private static final String LIST = "/api/v1/exploits";
    private static final String HASH = "0x" + "ab".repeat(32);

    private void fill() throws Exception {
        var nasty =
                "{\"title\":\"=cmd|' /C calc'!A0, \\\"<b>&\\\"\",\"protocol\":\"Ronin <Bridge>\",\"occurred_at\":\"2022-03-23\","
                        + "\"loss_usd\":624000000.25,\"chains\":[\"ethereum\",\"bitcoin\"],\"technique\":\"reentrancy\",\"transactions\":"
                        + "[{\"chain\":\"ethereum\",\"hash\":\"" + HASH
                        + "\"}],\"references\":[\"https://example.org/?a=1&b=2\"]}";
        assertThat(service.post(LIST, nasty).statusCode()).isEqualTo(201);
        assertThat(service.post(LIST, "{\"title\":\"plain\",\"occurred_at\":\"2022-03-22\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(service.uri(path));
        return service.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void everyShapeHasTheSameTotalAndItsOwnType() throws Exception {
        fill();
        for (var shape : List.of("json", "ndjson", "csv", "atom", "jsonfeed", "stix", "misp")) {
            var answer = get(LIST + "?limit=1&format=" + shape);
            assertThat(answer.statusCode()).as(shape).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Total-Count")).as(shape).contains("2");
            assertThat(answer.headers().firstValue("Link").orElse("")).contains("format=" + shape);
            var type = answer.headers().firstValue("Content-Type").orElseThrow();
            var accepted = get(LIST + "?limit=1", "Accept", type);
            assertThat(accepted.body()).as(shape).isEqualTo(answer.body());
        }
        assertThat(get(LIST, "Accept", "text/html,*/*").body()).startsWith("[{");
    }

    @Test
    void linesAndTablesHoldWhatTheListHolds() throws Exception {
        fill();
        assertThat(get(LIST + "?format=ndjson").body())
                .isEqualTo(get(LIST).body().replaceAll("^\\[|]$", "").replace("},{\"id\"", "}\n{\"id\"") + "\n");
        var table = get(LIST + "?format=csv").body();
        assertThat(table).startsWith("id,title,protocol,chains,");
        assertThat(table)
                .contains("\r\nKYM-2022-00001,\"'=cmd|' /C calc'!A0, \"\"<b>&\"\"\",Ronin <Bridge>,ethereum;bitcoin,")
                .contains(",624000000.25,,reentrancy,")
                .contains(",ethereum:" + HASH + ":attack,")
                .contains("\r\nKYM-2022-00002,plain,,,2022-03-22T00:00:00Z,day,,,,,,unknown,");
        assertThat(get(LIST + "?format=csv&fields=loss_usd,id").body())
                .isEqualTo("id,loss_usd\r\nKYM-2022-00001,624000000.25\r\nKYM-2022-00002,\r\n");
    }

    @Test
    void feedsAreSoundXmlAndJson() throws Exception {
        fill();
        var builder = DocumentBuilderFactory.newNSInstance().newDocumentBuilder();
        var atom = builder.parse(
                new ByteArrayInputStream(get(LIST + "?format=atom").body().getBytes(StandardCharsets.UTF_8)));
        assertThat(atom.getElementsByTagNameNS("http://www.w3.org/2005/Atom", "entry")
                        .getLength())
                .isEqualTo(2);
        assertThat(atom.getElementsByTagNameNS("*", "title").item(1).getTextContent())
                .isEqualTo("=cmd|' /C calc'!A0, \"<b>&\"");
        var links = atom.getElementsByTagNameNS("*", "link");
        assertThat(link(links.item(0), "self"))
                .isEqualTo(service.uri(LIST + "?format=atom").toString());
        assertThat(link(links.item(1), "alternate")).isEqualTo(service.uri("/").toString());
        var link = (Element) links.item(2);
        var page = link(link, "alternate");
        assertThat(page).startsWith(service.uri("/exploits/KYM-").toString());
        assertThat(get(URI.create(page).getPath()).headers().firstValue("Content-Type"))
                .as("a page for people")
                .contains("text/html; charset=utf-8");
        assertThat(link.getAttribute("type")).isEqualTo("text/html");
        assertThat(get(LIST + "?format=atom&q=nothing").body())
                .contains("<updated>")
                .doesNotContain("<entry>");

        var feed = TestService.json(get(LIST + "?format=jsonfeed"));
        assertThat(feed.at("/items/0/external_url").asString()).isEqualTo("https://example.org/?a=1&b=2");
        assertThat(get(LIST + "?format=jsonfeed").body()).contains("\"loss_usd\":624000000.25,");
        assertThat(feed.at("/items")).hasSize(2);
        assertThat(feed.at("/items/0/url").asString()).isEqualTo(page);
    }

    private static String link(Node node, String rel) {
        var link = (Element) node;
        assertThat(link.getAttribute("rel")).isEqualTo(rel);
        return link.getAttribute("href");
    }

    @Test
    void threatPlatformsGetStableIdentities() throws Exception {
        fill();
        var stix = TestService.json(get(LIST + "?format=stix"));
        assertThat(stix.get("type").asString()).isEqualTo("bundle");
        assertThat(stix.at("/objects/1/id").asString()).matches("incident--[0-9a-f-]{36}");
        assertThat(stix.at("/objects/1/spec_version").asString()).isEqualTo("2.1");
        assertThat(stix.at("/objects/2").has("x_kamiyo_loss_usd"))
                .as("no nulls")
                .isFalse();
        assertThat(TestService.json(get(LIST + "?format=stix&order=asc")).at("/objects/2/id"))
                .isEqualTo(stix.at("/objects/1/id"));
        var event = TestService.json(get(LIST + "?format=misp")).at("/response/0/Event");
        assertThat(event.get("date").asString()).isEqualTo("2022-03-23");
        assertThat(event.at("/Attribute/1/value").asString()).isEqualTo(HASH);
        assertThat(event.at("/Attribute/2/type").asString()).isEqualTo("link");
    }

    @Test
    void everythingIsSentAtOnceAndEachExploitOnce() throws Exception {
        var store = new MergeStore(new ExploitStore());
        var generator = new ExploitGenerator(3);
        var writes = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 2_100; i++) {
            var claim = new Claim("test", String.valueOf(i), null, generator.exploit(i), "{}");
            writes.add(service.database().submit(tx -> store.save(tx, claim)));
        }
        for (var write : writes) {
            Database.await(write);
        }
        var lines = get(LIST + "?format=ndjson&limit=all");
        assertThat(lines.headers().firstValue("X-Total-Count")).contains("2100");
        var ids = new HashSet<String>();
        lines.body()
                .lines()
                .forEach(line ->
                        ids.add(JsonMapper.shared().readTree(line).get("id").stringValue()));
        assertThat(ids).hasSize(2_100);
        var few = get(LIST + "?format=csv&limit=all&chain=base&sort=loss&fields=id");
        assertThat(few.body().lines().count() - 1)
                .isEqualTo(
                        Long.parseLong(few.headers().firstValue("X-Total-Count").orElseThrow()))
                .isPositive();
    }

    @Test
    void whatACallerHasIsNotSentAgainUntilItChanges() throws Exception {
        fill();
        for (var path : List.of(LIST, LIST + "/KYM-2022-00001", "/api/v1/stats", LIST + "?format=csv")) {
            var first = get(path);
            var tag = first.headers().firstValue("ETag").orElseThrow();
            assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
            var again = get(path, "If-None-Match", tag);
            assertThat(again.statusCode()).as(path).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).contains(tag);
            assertThat(get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        }
        var tag = get(LIST).headers().firstValue("ETag").orElseThrow();
        service.post(LIST, "{\"title\":\"new\",\"occurred_at\":\"2022-03-24\"}");
        assertThat(get(LIST, "If-None-Match", tag).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/status").headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void aTimeTellsWhatHasChangedWhereThereIsNoTag() throws Exception {
        fill();
        for (var path : List.of(LIST, LIST + "/KYM-2022-00001", "/api/v1/stats", "/api/v1/facets?facet=chain")) {
            Waiting.until(() -> get(path).headers().firstValue("Last-Modified").isPresent());
            var first = get(path);
            var at = first.headers().firstValue("Last-Modified").orElseThrow();
            assertThat(get(path, "If-Modified-Since", at).statusCode()).as(path).isEqualTo(304);
            assertThat(get(path, "If-Modified-Since", "Fri, 31 Dec 2100 23:59:59 GMT")
                            .statusCode())
                    .isEqualTo(304);
            assertThat(get(path, "If-Modified-Since", "Sat, 01 Jan 2022 00:00:00 GMT")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(path, "If-Modified-Since", "yesterday").statusCode()).isEqualTo(200);
            assertThat(get(path, "If-Modified-Since", at, "If-None-Match", "\"other\"")
                            .statusCode())
                    .as("the tag wins")
                    .isEqualTo(200);
        }
        var at = get(LIST).headers().firstValue("Last-Modified").orElseThrow();
        service.post(LIST, "{\"title\":\"new\",\"occurred_at\":\"2022-03-24\"}");
        assertThat(get(LIST, "If-Modified-Since", at).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv | text/csv",
                "TEXT/CSV;header=present | text/csv",
                "text/csv;q=0, application/json | application/json",
                "text/csv;q=0 | application/json",
                "text/csv;q=0.1, application/json | application/json",
                "application/json;q=0.1, text/csv;q=0.2 | text/csv",
                "text/csv, application/atom+xml | text/csv",
                "application/atom+xml, text/csv | application/atom+xml",
                "text/csv-schema | application/json",
                "*/*, text/csv | text/csv",
                "text/csv;q=0.5, */*;q=0.9 | application/json",
                "text/html, */*;q=0.8 | application/json",
                "text/csv;q=x, ;;,\"a | application/json",
            })
    void acceptNamesTheShape(String accept, String type) throws Exception {
        assertThat(get(LIST, "Accept", accept)
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""))
                .startsWith(type);
    }

    @Test
    void longAnswersAreZippedForThoseWhoTakeIt() throws Exception {
        fill();
        try (var client = HttpClient.newHttpClient()) {
            for (var path : List.of(LIST, LIST + "?format=ndjson&limit=all")) {
                var zipped = client.send(
                        HttpRequest.newBuilder(service.uri(path))
                                .header("Accept-Encoding", "br, gzip")
                                .build(),
                        BodyHandlers.ofByteArray());
                assertThat(zipped.headers().firstValue("Content-Encoding"))
                        .as(path)
                        .contains("gzip");
                try (var plain = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
                    assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo(get(path).body());
                }
            }
        }
        assertThat(get(LIST, "Accept-Encoding", "gzip;q=0").headers().firstValue("Content-Encoding"))
                .isEmpty();
        assertThat(get("/health", "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }
}

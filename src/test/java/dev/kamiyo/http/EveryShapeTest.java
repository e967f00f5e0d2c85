package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.export.Format;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.TestService;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Every list in every shape with every filter: they agree on what there is.
final class EveryShapeTest extends RunningService {
    private static final List<String> FILTERS = List.of(
            "",
            "chain=ethereum",
            "chain=ethereum,bsc&severity=critical,high",
            "technique=reentrancy",
            "target=bridge",
            "source=one,two",
            "status=confirmed&recovered=true",
            "recovered=false",
            "min_loss=100k&max_loss=5m",
            "since=2022&until=2023-06",
            "modified_since=2020",
            "q=a*%20-b*",
            "protocol=nobody",
            "tx=0x" + "ab".repeat(32),
            "address=0x" + "cd".repeat(20));

    private void fill() {
        var merges = new MergeStore(new ExploitStore());
        var generator = new ExploitGenerator(8);
        for (int i = 0; i < 150; i++) {
            var facts = i % 20 == 0 ? generator.exploit(i).withoutTime() : generator.exploit(i);
            var claim = new Claim(i % 3 == 0 ? "one" : "two", "n" + i, null, facts, "{}");
            service.database().submit(tx -> merges.save(tx, claim)).join();
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(service.uri(path));
        var answer = service.send(headers.length == 0 ? request : request.headers(headers));
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return answer;
    }

    private static long count(Format format, String body) throws Exception {
        return switch (format) {
            case JSON -> JsonMapper.shared().readTree(body).size();
            case NDJSON ->
                body.lines()
                        .map(line -> JsonMapper.shared().readTree(line).get("id"))
                        .count();
            case CSV -> {
                try (var rows = CsvReader.builder().ofNamedCsvRecord(body)) {
                    yield rows.stream().count();
                }
            }
            case ATOM ->
                DocumentBuilderFactory.newNSInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagNameNS("http://www.w3.org/2005/Atom", "entry")
                        .getLength();
            case JSONFEED -> JsonMapper.shared().readTree(body).get("items").size();
            case STIX ->
                JsonMapper.shared()
                        .readTree(body)
                        .get("objects")
                        .valueStream()
                        .filter(object -> object.get("type").asString().equals("incident"))
                        .count();
            case MISP -> JsonMapper.shared().readTree(body).get("response").size();
        };
    }

    private static long total(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("X-Total-Count").orElseThrow();
    }

    @Test
    void allAgreeOnWhatThereIs() throws Exception {
        fill();
        var lists = service.routes().all().stream()
                .filter(route -> route.parameters().contains("format"))
                .map(Route::template)
                .toList();
        assertThat(lists).isNotEmpty();
        long found = 0;
        for (var filter : FILTERS) {
            long counted = TestService.json(get("/api/v1/stats?" + filter))
                    .get("exploits")
                    .longValue();
            found += counted > 0 ? 1 : 0;
            for (var list : lists) {
                for (var format : Format.values()) {
                    var path = list + "?limit=1000&" + filter;
                    var asked = get(path + "&format=" + format.label());
                    var as = list + " " + filter + " " + format;
                    assertThat(total(asked)).as(as).isEqualTo(counted);
                    assertThat(count(format, asked.body())).as(as).isEqualTo(counted);
                    assertThat(get(path, "Accept", format.type()).body()).as(as).isEqualTo(asked.body());
                    assertThat(get(path + "&as_of=2100-01&format=" + format.label())
                                    .body()
                                    .replaceFirst("as_of=2100-01&(?:amp;)?", "")) // a feed's own address
                            .as(as)
                            .isEqualTo(asked.body());
                    assertThat(walked(list + "?limit=40&" + filter + "&format=" + format.label(), format))
                            .as(as)
                            .isEqualTo(counted);
                    if (format.isLines()) {
                        assertThat(get(list + "?limit=all&" + filter + "&format=" + format.label())
                                        .body())
                                .as(as)
                                .isEqualTo(asked.body());
                    }
                }
            }
        }
        assertThat(found).as("filters that find something").isGreaterThan(FILTERS.size() / 2);
    }

    /// How many there are page by page.
    private long walked(String first, Format format) throws Exception {
        long walked = 0;
        var next = first;
        while (!next.isEmpty()) {
            var page = get(next);
            walked += count(format, page.body());
            next = page.headers()
                    .firstValue("Link")
                    .map(link -> link.substring(1, link.indexOf('>')))
                    .orElse("");
        }
        return walked;
    }
}

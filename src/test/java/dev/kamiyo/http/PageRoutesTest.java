package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kamiyo.access.Proxies;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.source.Order;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.Sqlite3;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageRoutesTest {
    @TempDir
    private Path folder;

    private TestService service;

    @BeforeEach
    void start() throws Exception {
        service = new TestService(folder);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    private void exploits(int count) {
        var generator = new ExploitGenerator(3);
        var merges = new MergeStore(new ExploitStore());
        for (int i = 0; i < count; i++) {
            var claim = new Claim("generated", "n" + i, null, generator.exploit(i), "{}");
            service.database().write(merges.saving(claim));
        }
    }

    private Document page(String path) throws Exception {
        var answer = service.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).as(path).isEqualTo("text/html; charset=utf-8");
        return Jsoup.parse(answer.body(), "http://kamiyo" + path);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /// Every address of our own that a page leads to answers, from the first page on.
    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        exploits(40);
        var seen = new HashSet<>(List.of("/"));
        var waiting = new ArrayDeque<>(seen);
        int pages = 0;
        while (!waiting.isEmpty() && pages < 150) {
            var path = waiting.remove();
            var answer = service.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            if (header(answer, "Content-Type").startsWith("text/html")) {
                pages++;
                var page = Jsoup.parse(answer.body(), "http://kamiyo" + path);
                links(page)
                        .map(link -> link.substring("http://kamiyo".length()).replaceAll("#.*", ""))
                        .filter(seen::add)
                        .forEach(waiting::add);
            }
        }
        assertThat(seen).anyMatch(path -> path.startsWith("/explore?chain="));
        assertThat(seen).anyMatch(path -> path.startsWith("/chains/"));
        assertThat(seen).anyMatch(path -> path.startsWith("/protocols/"));
        assertThat(seen).anyMatch(path -> path.startsWith("/techniques/"));
        assertThat(seen).anyMatch(path -> path.startsWith("/exploits/KYM-"));
        assertThat(seen).contains("/status");
    }

    private static Stream<String> links(Document page) {
        return Stream.concat(
                        page.select("[href]").stream().map(element -> element.absUrl("href")),
                        page.select("script[src]").stream().map(element -> element.absUrl("src")))
                .filter(url -> url.startsWith("http://kamiyo/"));
    }

    @Test
    void theFirstPageIsSmall() throws Exception {
        exploits(300);
        var page = page("/");
        int bytes = zipped(service.get("/").body());
        int requests = 1;
        for (var file :
                links(page).filter(url -> url.contains("/assets/")).distinct().toList()) {
            var answer = service.get(file.substring("http://kamiyo".length()));
            assertThat(header(answer, "Cache-Control")).contains("immutable");
            bytes += zipped(answer.body());
            requests++;
        }
        assertThat(bytes).isLessThan(100_000);
        assertThat(requests).isLessThanOrEqualTo(5);
    }

    private static int zipped(String text) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.size();
    }

    @Test
    void aPageShowsWhatTheListHas() throws Exception {
        exploits(120);
        var list = service.get("/api/v1/exploits?chain=ethereum&sort=loss&limit=50");
        var page = page("/explore?chain=ethereum&sort=loss");
        var total = header(list, "X-Total-Count");
        assertThat(page.select("h1").text()).startsWith(total + " exploits, ");
        var ids = page.select(".rows tbody tr").eachAttr("data-id");
        assertThat(ids).isNotEmpty().allSatisfy(id -> assertThat(list.body()).contains("\"id\":\"" + id + "\""));
        assertThat(page.select("input[name=chain][value=ethereum]").hasAttr("checked"))
                .isTrue();
        assertThat(page.select("a:contains(CSV)").attr("href"))
                .contains("chain=ethereum")
                .contains("sort=loss");
    }

    @Test
    void pagesFollowOneAnother() throws Exception {
        exploits(120);
        var first = page("/explore");
        var next = page(first.select("a[rel=next]").attr("href"));
        assertThat(next.select(".rows tbody tr").eachAttr("data-id"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.select(".rows tbody tr").eachAttr("data-id"));
    }

    @Test
    void aFormSendsFieldsThatNobodyFilledIn() throws Exception {
        exploits(5);
        var all = page("/explore").select("h1").text();
        assertThat(page("/explore?q=&since=&until=&min_loss=&max_loss=&protocol=&sort=&order=")
                        .select("h1")
                        .text())
                .isEqualTo(all);
    }

    @Test
    void whatCannotBeAskedIsNamed() throws Exception {
        var answer = service.get("/explore?min_loss=much");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"parameter\":\"min_loss\"");
        assertThat(service.get("/explore?cursor=x").statusCode()).isEqualTo(400);
        assertThat(service.get("/exploits/KYM-2020-99999").statusCode()).isEqualTo(404);
        assertThat(service.get("/incidents/none").statusCode()).isEqualTo(404);
        assertThat(service.get("/assets/style.css").statusCode()).isEqualTo(404);
    }

    @Test
    void referencesToOneServerAreToldApart() throws Exception {
        var made = service.post(
                "/api/v1/exploits",
                "{\"protocol\":\"Lumora\",\"occurred_at\":\"2024-01-02\",\"references\":"
                        + "[\"https://x.example/lumora/status/1?s=20\",\"https://www.x.example/lumora/status/2/\"]}");
        var page = page("/exploits/" + header(made, "Location").replaceAll(".*/", ""));
        assertThat(page.select(".refs a").eachText())
                .containsExactlyInAnyOrder("x.example/lumora/status/1", "x.example/lumora/status/2");
    }

    private String reported(String json) throws Exception {
        var made = service.post("/api/v1/exploits", json);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return header(made, "Location").replaceAll(".*/", "");
    }

    @Test
    void aNameThatNoFilterTakesHasItsPage() throws Exception {
        var name = "Lumora ".repeat(20).strip();
        var id = reported("{\"protocol\":\"" + name + "\",\"occurred_at\":\"2024-01-02\"}");
        assertThat(page("/exploits/" + id).select("h1").text()).contains("Lumora Lumora");
    }

    @Test
    void whatIsUnknownIsNotNothing() throws Exception {
        var month = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1);
        reported("{\"protocol\":\"Lumora\",\"occurred_at\":\"" + month + "\"}");
        var page = page("/");
        assertThat(page.select("h1").text()).startsWith("Losses unknown this year in 1 exploit");
        assertThat(page.select(".sums tbody tr:first-child td").eachText())
                .containsExactly("unknown", "unknown", "unknown", "1");
        assertThat(page.select("#months tbody td").eachText()).containsExactly("unknown", "unknown", "1");
        assertThat(page.select("#months title").eachText().getLast()).endsWith(": unknown in 1 exploit");
        assertThat(page("/explore").select(".choice:has([name=recovered])").text())
                .isEqualTo("no recovery known1");
        reported("{\"protocol\":\"Zellith\",\"occurred_at\":\"" + month + "\",\"loss_usd\":2000000}");
        assertThat(page("/").select(".sums tbody tr:first-child td").eachText())
                .containsExactly("$2 M", "unknown", "$2 M", "2");
    }

    @Test
    void aNumberOrAHashLeadsToWhatItNames() throws Exception {
        var address = "0xd4d5c4f37f3d4d5c4f37f3d4d5c4f37f3d4d5c4f";
        var hash = "0x" + "5e".repeat(32);
        var id = reported("""
                {"protocol":"Lumora","occurred_at":"2024-01-02","chains":["ethereum"],
                "addresses":[{"chain":"ethereum","address":"%s","role":"attacker"}],
                "transactions":[{"chain":"ethereum","hash":"%s"}]}""".formatted(address, hash));
        leads("/explore?q=" + id, "/exploits/" + id);
        leads("/explore?q=%20" + id.toLowerCase(Locale.ROOT), "/exploits/" + id);
        leads("/explore?q=" + address + "&chain=ethereum", "/explore?address=" + address + "&chain=ethereum");
        leads("/explore?q=" + hash, "/explore?tx=" + hash);
        for (var query : List.of("address=" + address + "&chain=ethereum", "tx=" + hash)) {
            assertThat(page("/explore?" + query).select("h1").text()).startsWith("1 exploit");
        }
        assertThat(page("/explore?q=0x" + "ab".repeat(32)).select("h1").text()).isEqualTo("No exploit is like this.");
        assertThat(page("/explore?q=lumora").select("h1").text()).startsWith("1 exploit");
    }

    private void leads(String from, String to) throws Exception {
        var answer = service.get(from);
        assertThat(answer.statusCode()).as(from).isEqualTo(303);
        assertThat(header(answer, "Location")).isEqualTo(to);
    }

    @Test
    void aNameCannotBecomePartOfThePage() throws Exception {
        var made = service.post(
                "/api/v1/exploits",
                "{\"title\":\"<script>alert(1)</script>\\\" onload=\\\"x\",\"occurred_at\":\"2024-01-02\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        var id = header(made, "Location").replaceAll(".*/", "");
        for (var path : List.of("/", "/explore", "/exploits/" + id)) {
            var page = page(path);
            assertThat(page.select("script:not([src])")).as(path).isEmpty();
            assertThat(page.select("[onload]")).as(path).isEmpty();
            assertThat(page.text()).as(path).contains("<script>alert(1)</script>");
        }
        assertThat(header(service.get("/"), "Content-Security-Policy")).startsWith("default-src 'self'");
    }

    @Test
    void pagesGoOnWhileTheDataAreLocked() throws Exception {
        assumeThat(Sqlite3.isThere()).as("Debian's sqlite3 is not installed").isTrue();
        exploits(5);
        try (var _ = Sqlite3.holding(folder.resolve("kamiyo.db"), "BEGIN EXCLUSIVE;")) {
            for (var path : List.of("/", "/explore", "/status")) {
                assertThat(page(path).select("h1").text()).as(path).isNotEmpty();
            }
        }
    }

    @Test
    void theReportOfAnIncidentIsForPeople() throws Exception {
        Files.delete(folder.resolve("kamiyo.db"));
        Waiting.until(() -> TestService.json(service.get("/api/v1/incidents"))
                .at("/incidents/0/state")
                .asString("")
                .equals("closed"));
        var incident = TestService.json(service.get("/api/v1/incidents")).at("/incidents/0");
        var page = page("/incidents/" + incident.path("id").asString(""));
        assertThat(page.select("h1").text()).isEqualTo("Primary: the file is missing");
        assertThat(page.select(".line").text())
                .matches("closed ?\\d+ \\w+ \\d{4}, \\d\\d:\\d\\d:\\d\\d .* ago ?lasted [\\d.]+ m?s ?As JSON");
        assertThat(page.select(".times time").eachText())
                .hasSizeGreaterThan(3)
                .allMatch(time -> time.matches("\\d+ \\w+ \\d{4}, \\d\\d:\\d\\d:\\d\\d( \\+[\\d.]+ m?s)?"));
        assertThat(page.select(".facts dd").eachText()).contains("0", "0 ms");
        assertThat(page.select("main").text()).doesNotContain("_", "(ms)", "Z ").contains("Root cause");
        assertThat(page("/status").select("td[data-of=lasted]").text()).matches("[\\d.]+ m?s");
    }

    @Test
    void nothingIsKnownAtTheFirstStart() throws Exception {
        assertThat(page("/").select("h1").text()).isEqualTo("No exploit is known yet.");
        assertThat(page("/explore").select("h1").text()).isEqualTo("No exploit is like this.");
        var status = page("/status");
        assertThat(status.select("h1").text()).contains("There is no backup yet.");
        assertThat(status.select(".flow > div:nth-child(2)").text()).endsWith("write 1, answers readers");
        assertThat(status.select(".flow > div:nth-child(3)").text()).doesNotContain("answers");
    }

    @Test
    void aChainAProtocolAndATechniqueHavePages() throws Exception {
        exploits(120);
        for (var topic : List.of("chains/bsc", "techniques/reentrancy")) {
            var parameter = topic.replaceAll("s/.*", "=") + topic.replaceAll(".*/", "");
            var total = header(service.get("/api/v1/exploits?" + parameter), "X-Total-Count");
            var page = page("/" + topic);
            assertThat(page.select("h1").text()).contains(" lost in " + total + " exploits");
            assertThat(page.select("#latest tbody tr")).hasSize(10);
            assertThat(page.select(".bars")).isNotEmpty();
            assertThat(page.select("#months a").attr("href")).contains(parameter);
            assertThat(page("/" + topic + "?scale=log").select("#months svg")).hasSize(1);
        }
        var exploit = page("/explore?chain=bsc").select(".c-title a").attr("href");
        var protocol = page(exploit).select("a[href^=/protocols/]").attr("href");
        assertThat(page(protocol).select("h1").text()).contains(" in 1 exploit");
        assertThat(page("/chains/dogechain").select("h1").text()).startsWith("No exploit on ");
        for (var none : List.of("/chains/nowhere", "/chains/bsc,base", "/protocols/nobody", "/techniques/magic")) {
            assertThat(service.get(none).statusCode()).as(none).isEqualTo(404);
        }
    }

    @Test
    void aBrowserGetsProblemsAsPagesWithAWayOn() throws Exception {
        for (var path : List.of(
                "/exploits/KYM-2020-99999",
                "/exploits/x",
                "/chains/nowhere",
                "/incidents/none",
                "/explore?min_loss=much",
                "/explore?severity=bad",
                "/explore?colour=red",
                "/nothing")) {
            var json = service.get(path);
            var page = service.send(HttpRequest.newBuilder(service.uri(path)).header("Accept", "text/html,*/*;q=0.8"));
            assertThat(page.statusCode()).as(path).isEqualTo(json.statusCode());
            assertThat(header(page, "Content-Type")).as(path).isEqualTo("text/html; charset=utf-8");
            assertThat(header(page, "Content-Security-Policy")).startsWith("default-src 'self'");
            var document = Jsoup.parse(page.body(), "http://kamiyo" + path);
            assertThat(document.select(".ways a[href=/explore]")).as(path).hasSize(1);
            assertThat(document.select("form[role=search]")).hasSize(1);
            assertThat(header(json, "Content-Type")).isEqualTo("application/problem+json");
        }
        var bad = service.send(
                HttpRequest.newBuilder(service.uri("/explore?severity=bad")).header("Accept", "text/html"));
        assertThat(Jsoup.parse(bad.body()).select(".allowed li").eachText()).contains("critical", "low");
        var program = service.send(
                HttpRequest.newBuilder(service.uri("/api/v1/exploits/x")).header("Accept", "text/html"));
        assertThat(header(program, "Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void closedPagesSayHowToRead(@TempDir Path other) throws Exception {
        var policy = new AccessPolicy(true, 0, Proxies.NONE, Cors.NONE);
        try (var closed = new TestService(other, policy)) {
            for (var path : List.of("/", "/docs")) {
                var answer =
                        closed.send(HttpRequest.newBuilder(closed.uri(path)).header("Accept", "text/html"));
                assertThat(answer.statusCode()).isEqualTo(401);
                var page = Jsoup.parse(answer.body());
                assertThat(page.select("main").text())
                        .as(path)
                        .contains("Reading is closed", "Authorization: Bearer kym_");
                var style = closed.get(page.select("link[rel=stylesheet]").attr("href"));
                assertThat(style.statusCode()).as("what is no data is open").isEqualTo(200);
            }
        }
    }

    @Test
    void aDefectIsToldAsAPageToo(@TempDir Path other) throws Exception {
        var listen = new HttpServer.Listen("127.0.0.1", 0, AccessPolicy.DEFAULT);
        try (var broken =
                new TestService(other, (routes, socket) -> HttpServer.start(broken(routes), socket, listen))) {
            var answer =
                    broken.send(HttpRequest.newBuilder(broken.uri("/status")).header("Accept", "text/html"));
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(Jsoup.parse(answer.body()).select("main").text()).contains("The service has a defect");
            assertThat(header(broken.get("/status"), "Content-Type")).isEqualTo("application/problem+json");
        }
    }

    private static Routes broken(Routes routes) {
        var status = Route.get("/status", _ -> {
            throw new IllegalStateException("made by a test");
        });
        var others = routes.all().stream().filter(route -> !route.template().equals("/status"));
        return new Routes(
                Stream.concat(others, Stream.of(status)).toList(),
                routes.keys(),
                routes.metrics(),
                routes.changes(),
                routes.refusals());
    }

    @Test
    void aBusyServiceSaysThatThePageComesByItself(@TempDir Path other) throws Exception {
        var listen = new HttpServer.Listen("127.0.0.1", 0, AccessPolicy.DEFAULT);
        var none = new Limits(0, 100, 100, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
        try (var busy = new TestService(other, (routes, socket) -> HttpServer.start(routes, socket, listen, none))) {
            var answer = busy.send(HttpRequest.newBuilder(busy.uri("/explore")).header("Accept", "text/html"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(header(answer, "Retry-After")).isEqualTo("1");
            assertThat(Jsoup.parse(answer.body()).select(".ways").text()).contains("Try again");
        }
    }

    @Test
    void aFeedThatWasNotReadForLongIsNamed(@TempDir Path other) throws Exception {
        var now = new AtomicReference<>(Instant.parse("2026-11-25T22:30:00Z"));
        InstantSource time = now::get;
        Files.writeString(
                other.resolve("defillama.json"),
                "[{\"date\":1795392000,\"name\":\"Lumora\",\"amount\":1,\"chain\":[\"Ethereum\"]}]");
        try (var late = new TestService(other, time.withZone(ZoneOffset.UTC))) {
            var feed = late.feeds().all().getFirst();
            late.feeds().run(feed, Order.newest(feed.location()), (_, _) -> {});
            assertThat(late.get("/").body()).contains("Lumora").doesNotContain("may be missing");
            now.set(now.get().plus(Duration.ofDays(3)));
            Waiting.until(() -> late.get("/")
                    .body()
                    .contains("The feed defillama was last read 3 d ago; what is newer may be missing here."));
            Waiting.until(() -> late.get("/status").body().contains("stale; 1 record"));
        }
    }
}

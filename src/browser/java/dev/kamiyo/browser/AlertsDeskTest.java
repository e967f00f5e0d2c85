package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.FilePayload;
import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Alerts on the desk: rules, targets and messages.
@ExtendWith(Chromium.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AlertsDeskTest {
    private final List<String> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(204);
    private HttpServer receiver;

    AlertsDeskTest() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeAll
    void receive(FilledService filled) throws Exception {
        receiver.createContext("/", exchange -> {
            try (exchange) {
                got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(answer.get(), -1);
            }
        });
        receiver.start();
        keep(filled, "targets", "{'name':'room','kind':'slack','url':'" + url() + "'}");
        keep(filled, "rules", "{'name':'large','filter':{'min_loss':'100m'},'targets':['room']}");
    }

    @AfterAll
    void close() {
        receiver.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private static void keep(FilledService filled, String what, String json) throws Exception {
        var kept = filled.service().post("/api/v1/alerts/" + what, json.replace('\'', '"'));
        assertThat(kept.statusCode()).as(kept.body()).isBetween(200, 201);
    }

    private static JsonNode rule(FilledService filled, String name) throws Exception {
        var answer = filled.service()
                .send(HttpRequest.newBuilder(filled.home().resolve("/api/v1/alerts/rules"))
                        .header("Authorization", filled.service().authorization()));
        return TestService.json(answer)
                .valueStream()
                .filter(rule -> rule.path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> partsAndLooks() {
        return Stream.of("rules", "targets", "deliveries")
                .flatMap(part -> Stream.of(Look.values()).map(look -> arguments(part, look)));
    }

    @ParameterizedTest
    @MethodSource("partsAndLooks")
    void aPart(String part, Look look, Browser browser, FilledService filled) throws Exception {
        Desk.isInOrder(part, look, browser, filled);
    }

    @Test
    void aTargetIsMadeTriedAndRemovedAndItsSecretShownOnce(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "targets");
            page.locator("[name=name]").fill("a-service");
            page.locator("[name=url]").fill("ftp://a.example");
            page.keyboard().press("Enter");
            visit.untilText("#told", "url");
            visit.until("() => document.activeElement.name === 'url'");
            page.locator("[name=url]").fill(url());
            page.keyboard().press("Enter");
            visit.untilText("#told", "The target a-service is kept.");
            assertThat(visit.text(".secret")).startsWith("whsec_");
            assertThat(Axe.find(page)).isEmpty();
            page.locator(".once button").click();
            var row = page.locator("#room tbody tr:has-text('a-service')");
            row.locator("text=Send a test").click();
            visit.untilText("#told", "a-service was reached");
            assertThat(got).anyMatch(body -> body.contains("\"type\":\"test\""));
            answer.set(500);
            row.locator("text=Send a test").click();
            visit.untilText("#told", "a-service was not reached: it answered with status 500");
            answer.set(204);
            row.locator("[name=reason]").fill("moved");
            row.locator("button:text-is('Remove')").click();
            visit.untilText("#told", "The target a-service is removed.");

            page.locator("[name=kind]").selectOption("email");
            visit.until("() => document.activeElement.name === 'kind' && document.querySelector('[name=from]')");
            page.locator("[name=name]").fill("team");
            page.locator("[name=url]").fill("smtp://mail.example.org:587");
            page.locator("[name=from]").fill("kamiyo@example.org");
            page.locator("[name=to]").fill("ada@example.org, bob@example.org");
            assertThat(Axe.find(page)).isEmpty();
            page.keyboard().press("Enter");
            visit.untilText("#room tbody", "mail.example.org");
        }
    }

    @Test
    void whatAFileNamesIsWatchedAndShownFromThePast(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "rules");
            page.locator("#room input[type=file]")
                    .setInputFiles(new FilePayload(
                            "portfolio.csv",
                            "text/csv",
                            "Protocol,amount\r\n\"Ronin, \"\"Bridge\"\"\",1\r\nRonin,2\r\n,3\r\n"
                                    .getBytes(StandardCharsets.UTF_8)));
            visit.untilText("#told", "2 things are read from the file");
            page.locator("[name=name]").fill("mine");
            page.locator("[name=targets]").fill("nobody");
            page.locator("[name=filter]").fill("?min_loss=1m&severity=critical,high");
            page.locator("[name=on-amount]").check();
            page.locator("[name=from]").fill("22:00");
            page.locator("[name=to]").fill("07:00");
            page.locator("button:text-is('Keep the rule')").click();
            visit.untilText("#told", "there is no target 'nobody'");
            visit.until("() => document.activeElement.name === 'targets'");
            page.locator("[name=targets]").fill("room");
            page.locator("button:text-is('Keep the rule')").click();
            visit.untilText("#told", "The rule mine is kept.");
            var kept = rule(filled, "mine");
            assertThat(kept.at("/watch/protocols").toString()).isEqualTo("[\"Ronin  \\\"Bridge\\\"\",\"Ronin\"]");
            assertThat(kept.path("filter").toString())
                    .contains("\"severity\":\"critical,high\"", "\"min_loss\":\"1m\"");
            assertThat(kept.path("on").toString()).isEqualTo("[\"new\",\"amount\"]");
            assertThat(kept.at("/quiet/from").asString("")).isEqualTo("22:00");

            var row = page.locator("#room tbody tr:has(div:text-is('mine'))");
            row.locator("text=Show what matches").click();
            visit.until("() => document.activeElement.textContent === 'What mine is about'");
            assertThat(page.locator("#room table").last().innerText()).contains("Ronin");
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("admin-matches-light-wide");

            row.locator("button:text-is('Change')").click();
            assertThat(page.locator("[name=name]").inputValue()).isEqualTo("mine");
            page.locator("[name=enabled]").uncheck();
            page.locator("[name=digest]").selectOption("daily");
            page.locator("button:text-is('Keep the rule')").click();
            visit.untilText("#room tbody tr:has(div:text-is('mine'))", "off");
            assertThat(rule(filled, "mine").path("enabled").asBoolean(true)).isFalse();
            assertThat(rule(filled, "mine").path("digest").asString("")).isEqualTo("daily");
            assertThat(rule(filled, "mine").path("watch")).isEqualTo(kept.path("watch"));
            row.locator("[name=reason]").fill("sold");
            row.locator("button:text-is('Remove')").click();
            visit.untilText("#told", "The rule mine is removed.");
            assertThat(visit.complaints())
                    .as("the one that was refused")
                    .singleElement()
                    .asString()
                    .contains("400");
        }
    }

    @Test
    void aRuleIsWhatWasTyped(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "rules");
            page.locator("[name=name]").fill("typed");
            page.locator("[name=targets]").fill("room");
            page.locator("[name=filter]").fill("chain=ethereum&chain=bsc&min_loss=1m");
            for (var number : List.of("amount_percent", "max_age_days")) {
                var field = page.locator("[name=" + number + "]");
                var was = field.inputValue();
                field.fill("");
                assertThat(field.evaluate("field => field.validity.valueMissing"))
                        .as("nothing is no %s", number)
                        .isEqualTo(true);
                field.fill(was);
            }
            page.locator("button:text-is('Keep the rule')").click();
            visit.untilText("#told", "The rule typed is kept.");
            assertThat(rule(filled, "typed").at("/filter/chain").asString("")).isEqualTo("ethereum,bsc");

            assertThat(page.locator("[name=name]").isEditable()).isTrue();
            var row = page.locator("#room tbody tr:has(div:text-is('typed'))");
            row.locator("button:text-is('Change')").click();
            assertThat(page.locator("[name=name]").isEditable())
                    .as("under another name it would be a second rule")
                    .isFalse();
            page.locator("button:text-is('Leave it as it is')").click();
            assertThat(page.locator("[name=name]").isEditable()).isTrue();
            assertThat(page.locator("[name=name]").inputValue()).isEmpty();
            row.locator("[name=reason]").fill("tried");
            row.locator("button:text-is('Remove')").click();
            visit.untilText("#told", "The rule typed is removed.");
        }
    }

    @Test
    void whatBecameOfAMessageIsShownAndItIsSentAgain(Browser browser, FilledService filled) throws Exception {
        keep(filled, "targets", "{'name':'log','kind':'webhook','url':'" + url() + "'}");
        keep(filled, "rules", "{'name':'news','undated':true,'max_age_days':3650,'targets':['log']}");
        try (var _ = filled.service().alerts().run(Set.of());
                var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            filled.arrives("Nebula");
            var page = Desk.enter(visit, filled, "deliveries");
            page.locator("[name=state]").selectOption("delivered");
            page.locator("[name=target]").selectOption("log");
            page.locator("text=Show them").click();
            var row = page.locator("#room tbody tr:has-text('news')").first();
            for (int i = 0; i < 100 && row.count() == 0; i++) {
                page.waitForTimeout(100);
                page.locator("text=Show them").click();
            }
            row.locator("text=Show").first().click();
            visit.until("() => document.activeElement.tagName === 'H3'");
            assertThat(page.locator("#room pre").innerText()).contains("Rule: news");
            assertThat(page.locator("#room table").last().innerText()).contains("204", "it arrived");
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("admin-message-light-wide");
            int before = got.size();
            row.locator("text=Send again").click();
            visit.untilText("#told", "It is sent again, under the same id.");
            Waiting.until(() -> got.size() > before);
            page.locator("text=Send all dead again").click();
            visit.untilText("#told", "0 are sent again.");
            assertThat(visit.complaints()).isEmpty();
        }
    }
}

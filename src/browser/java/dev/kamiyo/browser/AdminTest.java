package dev.kamiyo.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Route;
import dev.kamiyo.testing.TestService;
import dev.kamiyo.testing.Waiting;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The desk of whoever looks after the data.
@ExtendWith(Chromium.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdminTest {
    private static final List<String> PARTS =
            List.of("reviews", "corrections", "reports", "claims", "keys", "backups", "restore", "drill", "audit");

    @BeforeAll
    void ask(FilledService filled) throws Exception {
        filled.asks();
        filled.arrives("Vexa");
    }

    static Stream<Arguments> partsAndLooks() {
        return PARTS.stream().flatMap(part -> Stream.of(Look.values()).map(look -> arguments(part, look)));
    }

    @ParameterizedTest
    @MethodSource("partsAndLooks")
    void aPart(String part, Look look, Browser browser, FilledService filled) throws Exception {
        Desk.isInOrder(part, look, browser, filled);
    }

    @Test
    void aKeyThatIsNotAnAdminsLetsNobodyIn(Browser browser, FilledService filled) throws Exception {
        var made =
                TestService.json(filled.service().post("/api/v1/keys", "{\"name\":\"a reader\",\"role\":\"write\"}"));
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/admin");
            for (var key : List.of("kym_nobodys", "schlüssel", made.path("key").asString(""))) {
                page.locator("#key").fill(key);
                page.keyboard().press("Enter");
                visit.untilText(
                        "#told", key.equals("kym_nobodys") ? "not known" : key.contains("ü") ? "ASCII" : "admin");
                assertThat(page.locator("#desk").isVisible()).isFalse();
            }
            assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("admin-refused-light-wide");
        }
    }

    @Test
    void theKeyStaysInItsTabAndIsForgotten(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "drill");
            page.reload();
            visit.until("() => document.querySelector('#room [name=fault]')");
            assertThat(page.evaluate("() => document.cookie + JSON.stringify(localStorage)"))
                    .isEqualTo("{}");
            var other = page.context().newPage();
            other.navigate(filled.home().resolve("/admin").toString());
            assertThat(other.locator("#sign-in").isVisible()).isTrue();
            page.locator("#sign-out").click();
            assertThat(page.locator("#desk").isVisible()).isFalse();
            assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
        }
    }

    @Test
    void twoExploitsComeUpOnceHoweverManySourcesTellOfThem(Browser browser, FilledService filled) throws Exception {
        var one = reported(filled, "one", "Quorvex", 1_000_000);
        assertThat(reported(filled, "two", "Quorvex", 1_000_000)).isEqualTo(one);
        var other = reported(filled, "three", "Zellith", 1_040_000);
        var service = filled.service();
        var waiting = TestService.json(service.send(HttpRequest.newBuilder(service.uri("/api/v1/reviews?limit=1000"))
                .header("Authorization", service.authorization())));
        assertThat(waiting.valueStream().filter(pair -> pair.toString().contains(other)))
                .hasSize(2);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "reviews");
            assertThat(page.locator(".pair:has(a[href='/exploits/" + one + "']):has(a[href='/exploits/" + other + "'])")
                            .count())
                    .isEqualTo(1);
            assertThat(visit.text("#sentence")).startsWith(page.locator(".pair").count() + " pair");
        }
    }

    private static String reported(FilledService filled, String source, String protocol, long lost) throws Exception {
        var answer = filled.service().post("/api/v1/claims", """
                        {"source":"%s","native_id":"a","exploit":
                        {"protocol":"%s","occurred_at":"2019-03-05","loss_usd":%d,"chains":["aptos"]}}""".formatted(source, protocol, lost));
        return TestService.json(answer).path("id").asString("");
    }

    @Test
    void aPairIsDecidedAndUndone(Browser browser, FilledService filled) throws Exception {
        var one = filled.exploit(6);
        var other = filled.exploit(7);
        filled.asks(one, other);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "reviews");
            var pair =
                    page.locator(".pair:has(a[href='/exploits/" + one + "']):has(a[href='/exploits/" + other + "'])");
            assertThat(pair.locator("tbody tr.disputed").count()).isPositive();
            var before = visit.text("#sentence");
            pair.locator("text=One exploit").click();
            assertThat(pair.count()).as("nothing without a reason").isEqualTo(1);
            pair.locator("[name=reason]").fill("one attacker");
            page.keyboard().press("Enter");
            pair.locator("text=One exploit").click();
            visit.untilText("#told", "They are one exploit now.");
            assertThat(pair.count()).isZero();
            visit.until("() => document.activeElement.matches('.pair, #part')");
            visit.until("() => document.querySelector('#sentence').textContent !== '" + before + "'");
            assertThat(moved(filled, one) || moved(filled, other)).isTrue();

            page.locator("#desk nav >> text=Audit log").click();
            var row = page.locator("#room tbody tr").first();
            visit.untilText("#room tbody tr", "one attacker");
            row.locator("summary").click();
            row.locator("[name=reason]").fill("two attackers");
            row.locator("button").click();
            visit.untilText("#told", "The rules decide again.");
            visit.until("() => document.activeElement.id === 'part'");
            visit.untilText("#room tbody tr:nth-child(2)", "one attacker");
            assertThat(page.locator("#room tbody tr:nth-child(2) summary").count())
                    .as("it is undone already")
                    .isZero();
            assertThat(moved(filled, one) || moved(filled, other)).isFalse();
            assertThat(visit.complaints()).isEmpty();
        }
    }

    private static boolean moved(FilledService filled, String id) throws Exception {
        return filled.service().get("/api/v1/exploits/" + id).statusCode() == 301;
    }

    @Test
    void enterDecidesNothing(Browser browser, FilledService filled) throws Exception {
        var one = filled.exploit(14);
        var other = filled.exploit(15);
        filled.asks(one, other);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "reviews");
            var pair =
                    page.locator(".pair:has(a[href='/exploits/" + one + "']):has(a[href='/exploits/" + other + "'])");
            pair.locator("[name=reason]").fill("they are alike");
            page.keyboard().press("Enter");
            pair.locator("text=Not the same").click();
            visit.untilText("#told", "They are two exploits, whatever is imported.");
            assertThat(visit.asked("/api/v1/decisions")).isEqualTo(1);
            assertThat(moved(filled, one) || moved(filled, other)).isFalse();
        }
    }

    @Test
    void numbersSeparatedByAnythingAreMerged(Browser browser, FilledService filled) throws Exception {
        var one = filled.exploit(16);
        var other = filled.exploit(17);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "claims");
            page.locator("[name=ids]").fill(one + ", " + other + ",");
            page.locator("form:has([name=ids]) [name=reason]").fill("one attacker");
            page.locator("text=Merge >> nth=-1").click();
            visit.untilText("#told", "They are KYM-");
        }
    }

    /// While a part is slow to come, the form of another is not under its heading.
    @Test
    void aHeadingHasItsOwnPartBelow(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "reports");
            var held = new AtomicReference<Route>();
            page.route("**/api/v1/keys", held::set);
            page.locator("#desk nav >> text=Keys").click();
            visit.until("() => document.querySelector('#part').textContent === 'Keys'");
            assertThat(page.locator("#room [name=protocol]").count()).isZero();
            visit.until("() => document.activeElement.id === 'part'");
            while (held.get() == null) {
                page.waitForTimeout(20);
            }
            held.get().resume();
            visit.until("() => document.querySelector('#room [name=expires_at]')");
        }
    }

    @Test
    void theNumbersOfAPairStandApartOnANarrowPhone(Browser browser, FilledService filled) throws Exception {
        filled.asks(filled.exploit(18), filled.exploit(19));
        try (var visit = Visit.at(browser, Look.LIGHT_PHONE, filled.home())) {
            visit.page().setViewportSize(320, 640);
            var page = Desk.enter(visit, filled, "reviews");
            assertThat(page.evaluate("""
                            () => [...document.querySelectorAll(".pair thead tr")].filter((row) => {
                              const [one, other] = [...row.querySelectorAll("th")].map((cell) => cell.querySelector("a[href^='/exploits/']"));
                              return one.getBoundingClientRect().right > other.getBoundingClientRect().left - 4;
                            }).length""")).isEqualTo(0);
            assertThat(page.evaluate("""
                            () => [...document.querySelectorAll(".pair tbody tr:has(td.none)")]
                              .filter((row) => row.textContent.includes("=")).length"""))
                    .as("what is unknown is not equal to anything")
                    .isEqualTo(0);
        }
    }

    @Test
    void aClaimIsParted(Browser browser, FilledService filled) throws Exception {
        var id = filled.exploit(9);
        try (var visit = Visit.at(browser, Look.LIGHT_PHONE, filled.home())) {
            var page = Desk.enter(visit, filled, "claims");
            page.locator("[name=id]").fill(id);
            page.keyboard().press("Enter");
            visit.until("() => document.querySelector('#room table tbody tr')");
            var row = page.locator("#room tbody tr:has-text('slowmist')").first();
            row.locator("[name=reason]").fill("another attack");
            row.locator("text=Part").click();
            visit.untilText("#told", "of another exploit now");
            page.evaluate("() => scrollTo(0, document.body.scrollHeight)");
            assertThat(page.evaluate("""
                            () => {
                              const told = document.getElementById("told");
                              const { left, top, width, height } = told.getBoundingClientRect();
                              return document.elementFromPoint(left + width / 2, top + height / 2) === told;
                            }""")).as("what came of it is in sight").isEqualTo(true);
            assertThat(TestService.json(filled.service().get("/api/v1/exploits/" + id + "/claims"))
                            .valueStream()
                            .map(claim -> claim.path("source").asString("")))
                    .doesNotContain("slowmist");
        }
    }

    @Test
    void aCorrectionIsMadeAndUndone(Browser browser, FilledService filled) throws Exception {
        var id = filled.exploit(11);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "corrections");
            page.locator("[name=exploit]").fill(id);
            page.locator("[name=member]").selectOption("title");
            page.locator("[name=value]").fill("Another title");
            page.locator("#room > form [name=reason]").fill("it is called so");
            page.locator("#room > form button").click();
            visit.untilText("#told", "stands above");
            assertThat(title(filled, id)).isEqualTo("Another title");
            var row = page.locator("#room tbody tr").first();
            row.locator("[name=reason]").fill("it is not");
            row.locator("text=Undo").click();
            visit.untilText("#told", "The sources count again.");
            assertThat(title(filled, id)).isNotEqualTo("Another title");
        }
    }

    @Test
    void anAmountIsReadAsTheExplorersFilterReadsIt(Browser browser, FilledService filled) throws Exception {
        var id = filled.exploit(12);
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "corrections");
            page.locator("[name=exploit]").fill(id);
            page.locator("[name=member]").selectOption("loss_usd");
            page.locator("#room > form [name=reason]").fill("it was more");
            for (var bad : List.of("1,5", "much", "1.5 mio", "$", "1,00,000")) {
                page.locator("[name=value]").fill(bad);
                page.locator("#room > form button").click();
                visit.untilText("#told", "loss_usd is not an amount of US dollars");
                visit.until("() => document.activeElement.name === 'value'");
                page.locator("[name=value]").fill("");
                page.evaluate("() => { document.getElementById('told').textContent = ''; }");
            }
            page.locator("[name=value]").fill("1.5m");
            page.locator("#room > form button").click();
            visit.untilText("#told", "stands above");
            assertThat(TestService.json(filled.service().get("/api/v1/exploits/" + id))
                            .path("loss_usd")
                            .toString())
                    .isEqualTo("1500000");

            page.locator("#desk nav >> text=Reports").click();
            page.locator("[name=protocol]").fill("Ternary Vault");
            page.locator("[name=occurred_at]").fill("2024-04-03");
            page.locator("[name=loss_usd]").fill("2,5m");
            page.keyboard().press("Enter");
            visit.untilText("#told", "Lost is not an amount of US dollars");
            visit.until("() => document.activeElement.name === 'loss_usd'");
            page.locator("[name=loss_usd]").fill("$2.5M");
            page.keyboard().press("Enter");
            visit.untilText("#told", "It is KYM-2024-");
            visit.untilText("#room tbody tr", "$2,500,000");
        }
    }

    private static String title(FilledService filled, String id) throws Exception {
        return TestService.json(filled.service().get("/api/v1/exploits/" + id))
                .path("title")
                .asString("");
    }

    @Test
    void aReportIsMade(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "reports");
            page.locator("[name=protocol]").fill("Quorum Vault");
            page.locator("[name=occurred_at]").fill("in spring");
            page.keyboard().press("Enter");
            visit.untilText("#told", "The body is not valid");
            visit.until("() => document.activeElement.name === 'occurred_at'");
            page.locator("[name=occurred_at]").fill("2024-04-02");
            page.locator("[name=loss_usd]").fill("$1,200,000");
            page.locator("[name=chains]").fill("ethereum, bsc");
            page.keyboard().press("Enter");
            visit.untilText("#told", "It is KYM-2024-");
            visit.untilText("#room tbody tr", "Quorum Vault");
        }
    }

    @Test
    void aKeyIsShownOnceAndRevoked(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "keys");
            page.locator("[name=name]").fill("a monitor");
            page.locator("#room > form button").click();
            visit.untilText(".once", "shown this once");
            var key = visit.text(".secret");
            assertThat(key).startsWith("kym_");
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("admin-key-light-wide");
            assertThat(answer(filled, key)).isEqualTo(200);
            page.locator(".once button").click();
            assertThat(page.locator("body").innerText()).doesNotContain(key);
            var row = page.locator("#room tbody tr").first();
            row.locator("[name=reason]").fill("lost");
            page.keyboard().press("Enter");
            visit.untilText("#told", "a monitor is revoked.");
            assertThat(answer(filled, key)).isEqualTo(401);
        }
    }

    private static int answer(FilledService filled, String key) throws Exception {
        return filled.service()
                .send(HttpRequest.newBuilder(filled.home().resolve("/api/v1/exploits?limit=1"))
                        .header("Authorization", "Bearer " + key))
                .statusCode();
    }

    @Test
    void aBackupIsMadeReadAgainAndGoneBackTo(Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "backups");
            page.locator("text=Make one now").click();
            visit.untilText("#told", "is made and verified");
            page.locator("text=Verify all").click();
            visit.untilText("#told", "All of them are sound.");
            filled.arrives("Lumora");
            var found = filled.service().get("/api/v1/exploits").headers().firstValue("X-Total-Count");

            page.locator("#room tbody tr >> text=Go back to it").first().click();
            visit.until("() => document.querySelector('[name=to]')?.value");
            var seq = page.locator("[name=to]").inputValue();
            page.locator("text=Show what would change").click();
            visit.untilText("#told", "Nothing is changed yet.");
            assertThat(visit.text("#preview table")).contains("exploits");
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("admin-preview-light-wide");
            page.locator("[name=reason]").fill("rehearsed");
            page.locator("[name=typed]").fill("1" + seq);
            page.locator("#preview button").click();
            assertThat(filled.service().get("/api/v1/exploits").headers().firstValue("X-Total-Count"))
                    .as("another number is not enough")
                    .isEqualTo(found);
            page.locator("[name=typed]").fill(seq);
            page.locator("#preview button").click();
            visit.untilText("#told", "The data went back.");
            assertThat(filled.service().get("/api/v1/exploits").headers().firstValue("X-Total-Count"))
                    .isNotEqualTo(found);
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT_WIDE", "DARK_PHONE"})
    void aDrillIsHeldWhileThePageTellsOfIt(Look look, Browser browser, FilledService filled) throws Exception {
        try (var visit = Visit.at(browser, look, filled.home())) {
            var page = Desk.enter(visit, filled, "drill");
            assertThat(page.locator("#room").innerText()).doesNotContain("--live");
            page.locator("[name=fault]").selectOption("standby-deleted");
            page.locator("#room form button").click();
            visit.untilText("#room", "0 of 1 over");
            assertThat(page.locator("[name=fault]").isVisible()).isFalse();
            assertThat(Axe.find(page)).isEmpty();
            visit.keep("admin-drill-held-" + look);
            Waiting.within(Duration.ofSeconds(60), () -> {
                page.waitForTimeout(50);
                return visit.text("#told").equals("The drill passed.");
            });
            assertThat(visit.text("#room .held tbody tr")).contains("standby-deleted", "passed");
            assertThat(page.locator("[name=fault]").isVisible()).isTrue();
            assertThat(Axe.find(page)).isEmpty();
            assertThat(visit.overhang()).isZero();
            visit.keep("admin-drill-over-" + look);
            assertThat(visit.complaints()).isEmpty();
        }
    }

    @Test
    void monthsHaveTheNamesThatThePagesGiveThem(Browser browser, FilledService filled) {
        try (var visit = Visit.at(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = Desk.enter(visit, filled, "claims");
            assertThat(page.evaluate("""
                            async () => {
                              const files = performance.getEntriesByType("resource").map((each) => each.name);
                              const make = await import(files.find((name) => name.includes("/admin-make-")));
                              return [make.day("2026-09-03"), make.time("2026-09-03T04:05:06Z").textContent];
                            }""")).isEqualTo(List.of("3 Sep 2026", "3 Sep 2026 04:05"));
        }
    }

    @Test
    void withoutScriptsThePageSaysWhatItNeeds(Browser browser, FilledService filled) {
        try (var visit = Visit.scriptless(browser, Look.LIGHT_WIDE, filled.home())) {
            var page = visit.open("/admin");
            assertThat(page.locator("main").innerText()).contains("needs scripts");
            assertThat(page.locator("#sign-in").isVisible()).isFalse();
        }
    }
}

package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.testing.TestService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Answers about exploits: counts, look-ups, claims and history.
final class AnswerRoutesTest extends RunningService {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final String HASH = "0x" + "ab".repeat(32);
    private static final String THIEF = "0x" + "cd".repeat(20);

    private void fill() throws Exception {
        add(
                "\"protocol\":\"Ronin Bridge\",\"occurred_at\":\"2022-03-23\",\"loss_usd\":624000000,\"recovered_usd\":5700000.5,"
                        + "\"chains\":[\"ethereum\",\"ronin\"],\"technique\":\"private-key-compromise\","
                        + "\"transactions\":[{\"chain\":\"ethereum\",\"hash\":\"" + HASH + "\"}],"
                        + "\"addresses\":[{\"chain\":\"ethereum\",\"address\":\"" + THIEF
                        + "\",\"role\":\"attacker\"}]");
        add("\"protocol\":\"Lumora\",\"occurred_at\":\"2022-05-01\",\"loss_usd\":1000.25,\"chains\":[\"ethereum\"],"
                + "\"technique\":\"reentrancy\",\"addresses\":["
                + "{\"chain\":\"ethereum\",\"address\":\"" + THIEF + "\",\"role\":\"victim\"},"
                + "{\"chain\":\"bsc\",\"address\":\"0x" + "01".repeat(20) + "\",\"role\":\"attacker\"}]");
        add("\"protocol\":\"Nexa\",\"occurred_at\":\"2023-05-02\",\"chains\":[\"bsc\"]");
    }

    private void add(String members) throws Exception {
        assertThat(service.post("/api/v1/exploits", "{" + members + "}").statusCode())
                .isEqualTo(201);
    }

    private JsonNode json(String path) throws Exception {
        var answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestService.json(answer);
    }

    @Test
    void statisticsAddUpWhateverTheyAreMadeOf() throws Exception {
        fill();
        for (var same : new String[] {
            "", "?min_loss=0", "?since=2022", "?since=2022&q=ronin%20lumora", "?since=2022-01-01T00:00:01Z"
        }) {
            var stats = json("/api/v1/stats" + same);
            if (same.contains("q=")) {
                assertThat(stats.get("exploits").asInt()).isZero();
                assertThat(stats.get("loss_usd").toString()).isEqualTo("0");
                continue;
            }
            assertThat(stats.get("exploits").asInt()).as(same).isEqualTo(same.contains("min") ? 2 : 3);
            assertThat(stats.get("known_losses").asInt()).isEqualTo(2);
            assertThat(service.get("/api/v1/stats" + same).body())
                    .startsWith("{\"exploits\":" + (same.contains("min") ? 2 : 3) + ",\"known_losses\":2,"
                            + "\"loss_usd\":624001000.25,\"recovered_usd\":5700000.5,\"net_usd\":618300999.75,");
            assertThat(stats.at("/by_chain/0/chain").asString()).isEqualTo("ethereum");
            assertThat(stats.at("/by_chain/0/exploits").asInt()).isEqualTo(2);
            assertThat(stats.at("/by_technique")).hasSize(2);
            assertThat(stats.at("/by_year/0/year").asString()).isEqualTo("2022");
            assertThat(stats.at("/series/0/from").asString()).isEqualTo("2022-03-01");
        }
        var weeks = json("/api/v1/stats?interval=week&chain=ethereum").get("series");
        assertThat(weeks).hasSize(2);
        assertThat(weeks.at("/0/from").asString()).as("a Monday").isEqualTo("2022-03-21");
        assertThat(json("/api/v1/stats?interval=day&chain=bsc")
                        .at("/series/0/from")
                        .asString())
                .isEqualTo("2023-05-02");
    }

    @Test
    void facetsCountTheOtherChoicesOfTheirOwnFilter() throws Exception {
        fill();
        var facets = json("/api/v1/facets?facet=chain,technique&chain=bsc");
        assertThat(facets.get("chain")).hasSize(3);
        assertThat(facets.get("technique")).isEmpty();
        assertThat(json("/api/v1/facets?facet=chain&limit=1&technique=reentrancy")
                        .toString())
                .contains("\"value\":\"ethereum\",\"exploits\":1");
        assertThat(json("/api/v1/facets").propertyNames()).hasSize(8);
    }

    @Test
    void chainsTechniquesAndProtocolsAreNamedAndCounted() throws Exception {
        fill();
        var chains = json("/api/v1/chains");
        assertThat(chains.at("/0").toString())
                .startsWith("{\"slug\":\"ethereum\",\"name\":\"Ethereum\",\"exploits\":2,");
        assertThat(chains.size()).as("all that are known").isGreaterThan(50);
        assertThat(json("/api/v1/techniques").at("/0/exploits").asInt()).isEqualTo(1);
        var names = new ArrayList<String>();
        var next = "/api/v1/protocols?limit=2";
        while (!next.isEmpty()) {
            var answer = service.get(next);
            TestService.json(answer)
                    .forEach(protocol -> names.add(protocol.get("name").stringValue()));
            next = answer.headers()
                    .firstValue("Link")
                    .map(NEXT::matcher)
                    .filter(m -> m.matches())
                    .map(m -> m.group(1))
                    .orElse("");
        }
        assertThat(names).containsExactly("Lumora", "Nexa", "Ronin Bridge");
    }

    @Test
    void aHashOrAddressIsLookedUpAlsoManyAtOnce() throws Exception {
        fill();
        var one = json("/api/v1/lookup/" + HASH.replace("ab", "AB"));
        assertThat(one.get("found").asBoolean()).isTrue();
        assertThat(one.at("/matches/0/kind").asString()).isEqualTo("transaction");
        assertThat(one.at("/matches/0/exploit/id").asString()).isEqualTo("KYM-2022-00001");
        assertThat(json("/api/v1/lookup/" + THIEF).get("matches")).hasSize(2);

        var many = service.send(HttpRequest.newBuilder(service.uri("/api/v1/lookup"))
                .POST(BodyPublishers.ofString("{\"values\":[\"" + THIEF + "\",\"0x" + "99".repeat(20) + "\"]}")));
        assertThat(many.statusCode()).as("without a key").isEqualTo(200);
        assertThat(TestService.json(many).at("/0/matches")).hasSize(2);
        assertThat(TestService.json(many).at("/1").toString())
                .isEqualTo("{\"value\":\"0x" + "99".repeat(20) + "\",\"found\":false,\"matches\":[]}");
        assertThat(service.post("/api/v1/lookup", "{\"values\":[\"x\"]}").statusCode())
                .isEqualTo(400);
        assertThat(service.post("/api/v1/lookup", "{\"values\":[" + "\"\",".repeat(1_000) + "\"\"]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void addressesAreListedWithWhatTheyWere() throws Exception {
        fill();
        var all = json("/api/v1/addresses");
        assertThat(all).hasSize(2);
        assertThat(all.at("/1/address").asString()).isEqualTo(THIEF);
        assertThat(all.at("/1/seen")).hasSize(2);
        assertThat(json("/api/v1/addresses?role=attacker&chain=bsc")).hasSize(1);
        var first = service.get("/api/v1/addresses?limit=1");
        var link = NEXT.matcher(first.headers().firstValue("Link").orElseThrow());
        assertThat(link.matches()).isTrue();
        assertThat(json(link.group(1)).at("/0/address").asString()).isEqualTo(THIEF);
    }

    @Test
    void rawClaimsAreForKeyHoldersOnly() throws Exception {
        fill();
        var path = "/api/v1/exploits/KYM-2022-00001/claims";
        assertThat(json(path).at("/0").has("raw")).isFalse();
        assertThat(json(path).at("/0/facts/loss_usd").toString()).isEqualTo("624000000");
        var known = service.send(
                HttpRequest.newBuilder(service.uri(path)).header("Authorization", "Bearer a key of this very test"));
        assertThat(TestService.json(known).at("/0/raw").asString()).contains("Ronin Bridge");
        assertThat(service.get("/api/v1/exploits/KYM-2022-00009/claims").statusCode())
                .isEqualTo(404);
    }

    @Test
    void historyTellsEachChangeAndWhatItChanged() throws Exception {
        fill();
        assertThat(service.post(
                                "/api/v1/corrections",
                                "{\"exploit\":\"KYM-2022-00001\",\"fields\":{\"loss_usd\":600000000},\"reason\":\"better known\"}")
                        .statusCode())
                .isEqualTo(200);
        var path = "/api/v1/exploits/KYM-2022-00001/history";
        var history = json(path);
        assertThat(history).hasSize(2);
        assertThat(history.at("/0/kind").asString()).isEqualTo("modified");
        assertThat(history.at("/0/changed").toString()).contains("loss_usd").doesNotContain("title");
        assertThat(history.at("/0/exploit/loss_usd").toString()).isEqualTo("600000000");
        assertThat(history.at("/1/kind").asString()).isEqualTo("created");
        assertThat(history.at("/1/changed")).isEmpty();
        assertThat(json(path + "?limit=1").at("/0/changed")).isEqualTo(history.at("/0/changed"));
        assertThat(service.get("/api/v1/exploits/KYM-2022-00009/history").statusCode())
                .isEqualTo(404);
    }
}

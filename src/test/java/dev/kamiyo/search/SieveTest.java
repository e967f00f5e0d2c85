package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.ExploitGenerator;
import dev.kamiyo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against the file: a sieve lets through what a search finds.
@Timeout(60)
final class SieveTest {
    private static final int EXPLOITS = 400;

    @TempDir
    private Path folder = Path.of("");

    private final ViewReader reader = ViewReader.load();

    @Test
    void aSieveLetsThroughWhatASearchFinds() throws Exception {
        var exploits = new ExploitStore();
        var merges = new MergeStore(exploits);
        var search = new SearchStore(exploits);
        var generator = new ExploitGenerator(7);
        try (var database = TestDatabase.open(folder)) {
            for (int i = 0; i < EXPLOITS; i++) {
                var facts = generator.exploit(i);
                var _ = database.submit(merges.saving(new Claim("team:t", "n" + i, null, facts, "{}")));
            }
            database.write(Tx::seq);
            var all = page(database, search, Filter.ALL);
            assertThat(all).hasSizeGreaterThan(EXPLOITS / 2);
            var random = new SplittableRandom(4);
            int found = 0;
            for (int i = 0; i < 400; i++) {
                var query = query(all, random);
                var filter = reader.filter(query);
                var sieve = Sieve.of(filter);
                var passed = new TreeSet<String>();
                all.stream().filter(one -> sieve.passes(Traits.of(one))).forEach(one -> passed.add(id(one)));
                var searched = new TreeSet<String>();
                page(database, search, filter).forEach(one -> searched.add(id(one)));
                assertThat(passed).as("%s", query).isEqualTo(searched);
                found += passed.isEmpty() ? 0 : 1;
            }
            assertThat(found).as("filters that let something through").isGreaterThan(150);
        }
    }

    private static String id(JsonNode exploit) {
        return exploit.path("id").asString("");
    }

    private static List<JsonNode> page(Database database, SearchStore search, Filter filter) {
        var view = new View(filter, Sort.OCCURRED_AT, Order.DESC, List.of());
        return database.read(r -> search.page(r, view, Optional.empty(), 10 * EXPLOITS)).exploits().stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    /// One to three conditions, each taken from some exploit.
    private static Map<String, String> query(List<JsonNode> all, SplittableRandom random) {
        var query = new HashMap<String, String>();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            var exploit = all.get(random.nextInt(all.size()));
            var title = exploit.path("title").asString("").split("[^\\p{L}\\p{N}]+", -1);
            var word = title[random.nextInt(title.length)];
            var year = exploit.path("occurred_at").asString("2022").substring(0, 4);
            switch (random.nextInt(12)) {
                case 0 -> put(query, "chain", exploit.path("chains").path(0));
                case 1 -> put(query, "technique", exploit.path("technique"));
                case 2 -> put(query, "severity", exploit.path("severity"));
                case 3 -> put(query, "protocol", exploit.path("protocol").path("slug"));
                case 4 -> {
                    if (!query.containsKey("max_loss")) {
                        put(query, "min_loss", exploit.path("loss_usd"));
                    }
                }
                case 5 -> {
                    if (!query.containsKey("min_loss")) {
                        put(query, "max_loss", exploit.path("loss_usd"));
                    }
                }
                case 6 -> query.put("since", year);
                case 7 -> query.put("recovered", String.valueOf(random.nextBoolean()));
                case 8 ->
                    put(query, "address", exploit.path("addresses").path(0).path("address"));
                case 9 -> put(query, "tx", exploit.path("transactions").path(0).path("hash"));
                default -> {
                    if (!word.isEmpty()) {
                        var begun = word.substring(0, Math.min(3, word.length())) + "*";
                        query.put("q", (random.nextInt(4) == 0 ? "-" : "") + (random.nextBoolean() ? word : begun));
                    }
                }
            }
        }
        return query;
    }

    private static void put(Map<String, String> query, String name, JsonNode value) {
        if (value.isString() || value.isNumber()) {
            query.put(name, value.asString());
        }
    }

    @Test
    void wordsAreThoseOfTheIndex() {
        assertThat(Traits.words("Café-24/7 \"ΑΒΓ\" x_y")).containsExactly("cafe", "24", "7", "αβγ", "x", "y");
        assertThat(new HashSet<>(Traits.words("  "))).isEmpty();
    }

    @Test
    void aPhraseStandsInOneTextOnly() throws Exception {
        var exploit = JsonMapper.shared().readTree("""
                {"title":"Ronin bridge drained","protocol":{"slug":"ronin","name":"Ronin"},"technique":"private-key"}""");
        assertThat(passes("\"ronin bridge\"", exploit)).isTrue();
        assertThat(passes("\"drained ronin\"", exploit)).isFalse();
        assertThat(passes("\"private ke\"* drain*", exploit)).isTrue();
        assertThat(passes("ronin -bridge", exploit)).isFalse();
    }

    private boolean passes(String q, JsonNode exploit) throws InvalidFilterException {
        return Sieve.of(reader.filter(Map.of("q", q))).passes(Traits.of(exploit));
    }
}

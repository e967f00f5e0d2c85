package dev.kamiyo.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Saved;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.Partition.Pair;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
final class MergeStoreTest extends MergedClaims {
    private static final Told TWO =
            Told.of("rekt", "Lumora Finance", "2024-05-11").lost(1_200_000);

    @Test
    void claimsOfTwoSourcesMakeOneExploitWithBothAmongItsSources() {
        var id = save(ONE).exploit();
        assertThat(save(TWO)).isEqualTo(new Saved.New(id));
        var json = find(id);
        assertThat(json.get("sources")).hasSize(2);
        assertThat(json.get("title").stringValue()).as("by rank of sources").isEqualTo("Lumora");
        assertThat(json.get("loss_usd").asInt()).as("by rank of sources").isEqualTo(1_200_000);
        assertThat(count()).isEqualTo(1);
        assertThat(kinds()).containsExactly("created", "modified");
    }

    @Test
    void theSameAgainChangesNothing() {
        save(ONE);
        save(TWO);
        long seq = database.read(reader -> reader.seq());
        assertThat(save(ONE)).isInstanceOf(Saved.Unchanged.class);
        assertThat(save(TWO)).isInstanceOf(Saved.Unchanged.class);
        assertThat(database.<Long>read(reader -> reader.seq())).isEqualTo(seq);
    }

    @Test
    void aClaimThatLinksTwoExploitsRetiresOneOfThem() {
        var first = save(ONE.tx("0x1")).exploit();
        var second = save(Told.of("slowmist", "Vexa", "2024-05-10").tx("0x2")).exploit();
        assertThat(second).isNotEqualTo(first);
        var linking = new Claim(
                "blocksec",
                "b",
                null,
                new Facts(
                        "Lumora",
                        null,
                        List.of(),
                        ONE.claim().facts().occurred(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        Status.CONFIRMED,
                        List.of(
                                ONE.tx("0x1").claim().facts().transactions().getFirst(),
                                ONE.tx("0x2").claim().facts().transactions().getFirst()),
                        List.of(),
                        List.of()),
                "{}");
        assertThat(database.<Saved>write(tx -> merges.save(tx, linking)).exploit())
                .isEqualTo(first);
        assertThat(count()).isEqualTo(1);
        assertThat(successor(second)).contains(first);
        assertThat(kinds()).containsExactly("created", "created", "merged", "retired");

        unmerge(Told.of("slowmist", "Vexa", "2024-05-10").claim(), linking, ONE.claim());
        assertThat(successor(second)).as("what is parted gets its number back").isEmpty();
        assertThat(find(second).get("title").stringValue()).isEqualTo("Vexa");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void oneSourceNeverTellsTwiceOfOneExploit() {
        save(ONE);
        assertThat(save(ONE.id("again")).exploit()).isNotEqualTo(save(ONE).exploit());
        save(TWO);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aDecisionHoldsWhateverIsImportedLater() {
        var one = save(ONE).exploit();
        save(TWO);
        unmerge(TWO.claim(), ONE.claim());
        assertThat(count()).isEqualTo(2);
        save(ONE.lost(1_100_000));
        save(TWO.lost(1_100_000));
        assertThat(count()).isEqualTo(2);
        database.write(tx -> {
            merges.decide(tx, List.of(Pair.of(ONE.claim().id(), TWO.claim().id())), Verdict.NONE, tx.seq());
            return tx.seq();
        });
        assertThat(count()).isEqualTo(1);
        assertThat(save(TWO).exploit()).isEqualTo(one);
    }

    @Test
    void whatFillsAKeyUpPartsWhatItHeldTogether() {
        var claims = IntStream.rangeClosed(0, Keys.Kind.TRANSACTION.most())
                .mapToObj(i -> Told.of("s" + i, name(i), "2024-0" + (1 + i % 9) + "-0" + (1 + i / 9))
                        .tx("0xhub"))
                .toList();
        claims.subList(0, claims.size() - 1).forEach(this::save);
        assertThat(count()).isEqualTo(1);
        save(claims.getLast());
        assertThat(count())
                .as("a hash that so many share is none of an exploit")
                .isEqualTo(claims.size());
    }

    @Test
    void aClaimThatSaysSomethingElseLeavesItsExploit() {
        var first = save(ONE).exploit();
        save(TWO);
        assertThat(count()).isEqualTo(1);
        var moved = Told.of("rekt", "Quorix", "2024-05-11").id(TWO.nativeId());
        assertThat(save(moved).exploit()).isNotEqualTo(first);
        assertThat(find(first).get("sources")).hasSize(1);
        assertThat(save(TWO).exploit()).isEqualTo(first);
    }

    @Test
    void anExploitIsWithdrawnWithItsLastClaimAndStandsAgainWithIt() {
        var shared = Told.of("defillama", "Lumora", "2024-05-10").id("1");
        var alone = Told.of("defillama", "Quorix", "2024-05-10").id("2");
        save(shared);
        save(alone);
        save(Told.of("rekt", "Lumora", "2024-05-10"));
        assertThat(withdraw(shared)).isTrue();
        assertThat(withdraw(alone)).isTrue();
        assertThat(withdraw(alone)).as("again").isFalse();
        assertThat(statuses()).as("the other source still says it").hasSize(2).containsOnlyOnce("withdrawn");
        save(alone);
        assertThat(statuses()).hasSize(2).doesNotContain("withdrawn");
    }

    @Test
    void aNameIsFoundHoweverItsCapitalsStand() {
        save(Told.of("defillama", "Byzon", "2024-05-10"));
        save(Told.of("rekt", "ByZon", "2024-05-11"));
        assertThat(count()).isEqualTo(1);
        save(Told.of("defillama", "AnyBridge permits", "2024-07-10"));
        save(Told.of("rekt", "Lumora (Anybridge)", "2024-07-11"));
        assertThat(open(new ReviewStore())).hasSize(1);
    }

    @Test
    void anyOrderMakesTheSameExploits() throws IOException {
        long seed = System.nanoTime();
        System.out.println("MergeStoreTest seed " + seed);
        var random = new Random(seed);
        var claims = new ArrayList<Claim>();
        var sources = List.of("defillama", "rekt", "slowmist", "defihacklabs", "catalogue");
        for (int i = 0; i < 160; i++) {
            var told = Told.of(sources.get(random.nextInt(sources.size())), name(random.nextInt(9)), day(random))
                    .id("n" + i)
                    .lost(1_000L << random.nextInt(5));
            told = random.nextInt(4) == 0 ? told.tx("0x" + random.nextInt(12)) : told;
            told = random.nextInt(4) == 0 ? told.by("0xa" + random.nextInt(12)) : told;
            told = random.nextInt(4) == 0 ? told.see("https://example.org/posts/" + random.nextInt(9)) : told;
            claims.add((random.nextInt(3) == 0 ? told : told.on(random.nextBoolean() ? "bsc" : "base")).claim());
        }
        saveAll(claims);
        var expected = exploitsAndClaims();
        assertThat(expected.size()).isBetween(20, 140);
        for (int round = 0; round < 3; round++) {
            close();
            database = TestDatabase.open(folder.resolve("again" + round));
            Collections.shuffle(claims, random);
            saveAll(claims.subList(0, 80).stream()
                    .map(claim -> Told.of(claim.source(), "Other", "2024-05-01")
                            .id(claim.nativeId())
                            .claim())
                    .toList());
            saveAll(claims);
            assertThat(exploitsAndClaims()).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    @Test
    void claimsOfBeforeTheIndexAreMergedInSteps() {
        for (var source : List.of("defillama", "rekt")) {
            saveAll(IntStream.range(0, 130)
                    .mapToObj(i -> Told.of(source, name(i), "2024-05-10").claim())
                    .toList());
        }
        assertThat(count()).isEqualTo(130);
        var steps = 0;
        while (!database.<Boolean>write(merges::indexMore)) {
            steps++;
        }
        assertThat(steps).isEqualTo(2);
        assertThat(database.<Boolean>read(merges::isIndexed)).isTrue();
        assertThat(count()).isEqualTo(130);
    }

    @Test
    void aCorrectionFollowsTheClaimsThatStand() {
        var first = save(ONE);
        save(ONE.from("rekt"));
        correct(first.exploit(), "Lumora Bridge");
        withdraw(ONE);
        assertThat(count()).isEqualTo(1);
        assertThat(find(first.exploit()).path("title").asString("")).isEqualTo("Lumora Bridge");
        assertThat(statuses()).containsExactly("confirmed");
    }

    @Test
    void correctionsDoNotCountAmongTheClaimsThatTheRulesMayJoin() {
        var id = save(ONE).exploit();
        save(ONE.from("rekt"));
        save(ONE.from("slowmist"));
        for (int i = 0; i < Partition.MOST; i++) {
            correct(id, "Lumora " + i);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void whatPeopleMergedStaysOneWithoutTheClaimThatIsParted() {
        var names = List.of("Lumora", "Vexa", "Quorix");
        var ids = names.stream()
                .map(name -> save(Told.of(name, name, "2024-05-10")).exploit())
                .toList();
        var moderation = new Moderation(exploits, merges);
        var ann = new Person("ann", true);
        database.<Outcome>write(tx -> moderation.decide(tx, ann, ids, Verdict.SAME, "one attack"));
        assertThat(count()).isEqualTo(1);
        var lumora = Told.of("Lumora", "Lumora", "2024-05-10").claim().id();
        database.<Outcome>write(tx -> moderation.unmerge(tx, ann, lumora, "not this one"));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void anExploitKeepsItsNumberWithTheClaimsThatStand() {
        var wrong = ONE.from("defillama").id("wrong");
        save(wrong);
        var rekt = save(Told.of("rekt", "Lumora", "2024-05-20").lost(3_000_000)).exploit();
        save(wrong.tx("0x1"));
        save(Told.of("rekt", "Lumora", "2024-05-20").lost(3_000_000).tx("0x1"));
        assertThat(count()).isEqualTo(1);
        withdraw(wrong);
        save(Told.of("rekt", "Lumora", "2024-05-20").lost(3_000_000).tx("0x2"));
        assertThat(find(rekt).path("status").asString("")).isEqualTo("confirmed");
    }

    @Test
    void theNextEditionOfKeysIndexesAllClaimsAgain() {
        saveAll(IntStream.range(0, 150)
                .mapToObj(i -> Told.of("rekt", name(i), "2024-05-10").claim())
                .toList());
        indexAll();
        database.write(tx -> {
            tx.put(Table.of("meta", "name", "value"), "merge-indexed", "an earlier edition");
            var keys = new Table("merge_keys", List.of("key", "claim"), List.of("live"));
            tx.list("SELECT key, claim FROM merge_keys", row -> new Object[] {row.getLong(1), row.getLong(2)})
                    .forEach(key -> tx.delete(keys, key));
            return tx.seq();
        });
        indexAll();
        assertThat(database.<Long>read(reader -> reader.number("SELECT count(DISTINCT claim) FROM merge_keys")))
                .isEqualTo(150);
    }

    private void indexAll() {
        while (!database.<Boolean>write(merges::indexMore)) {
            // the next step
        }
    }

    private void correct(ExploitId id, String title) {
        var fields = JsonMapper.shared().createObjectNode().put("title", title);
        var facts = Told.of("any", title, "2024-05-10").claim().facts();
        var corrections = new CorrectionStore(exploits, merges);
        var done = database.<Outcome>write(
                tx -> corrections.propose(tx, new Person("ann", true), id, fields, "better", (_, _) -> facts));
        assertThat(done).isInstanceOf(Outcome.Done.class);
    }

    /// Words without a common beginning.
    static String name(int i) {
        var random = new Random(i * 7919L + 5);
        var name = new StringBuilder();
        for (int k = 0; k < 9; k++) {
            name.append((char) ('a' + random.nextInt(26)));
        }
        return name.toString();
    }

    private static String day(Random random) {
        return "2024-05-" + (10 + random.nextInt(12));
    }

    private Optional<ExploitId> successor(ExploitId id) {
        return database.read(reader -> exploits.successor(reader, id));
    }

    private JsonNode find(ExploitId id) {
        return JsonMapper.shared()
                .readTree(database.read(reader -> exploits.find(reader, id)).orElseThrow());
    }

    private List<String> kinds() {
        return database.read(
                reader -> reader.list("SELECT kind FROM changes ORDER BY seq, rowid", row -> row.getString(1)));
    }

    private List<String> statuses() {
        return database.read(reader ->
                reader.list("SELECT status FROM exploits WHERE merged_into IS NULL", row -> row.getString(1)));
    }

    /// Each exploit without what its number and the time of the import decide, and its claims.
    private Set<String> exploitsAndClaims() {
        var found = new HashSet<String>();
        for (var id : database.read(reader -> reader.list(
                "SELECT id FROM exploits WHERE merged_into IS NULL", row -> new ExploitId(row.getString(1))))) {
            var json = (ObjectNode) find(id);
            json.remove(List.of("id", "first_seen_at", "modified_at"));
            var claims = database.read(reader -> reader.list(
                    "SELECT source || '/' || native_id FROM claims WHERE exploit_id = ? ORDER BY 1",
                    row -> row.getString(1),
                    id.text()));
            found.add(claims.stream().collect(Collectors.joining(" ")) + " " + json);
        }
        return found;
    }
}

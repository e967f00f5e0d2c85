package dev.kamiyo.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.Exploit;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.testing.TestDatabase;
import java.io.IOException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which pairs of claims are put before a person, and for how long.
@Timeout(60)
final class ReviewStoreTest extends MergedClaims {
    @Test
    void claimsOfBeforeTheIndexArePutBeforeAPerson() {
        keepUnindexed(ONE.on("bsc"));
        keepUnindexed(Told.of("rekt", "Vexa", "2024-05-10").lost(1_010_000).on("bsc"));
        assertThat(database.<Boolean>write(merges::indexMore)).isTrue();
        assertThat(open(new ReviewStore())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            7, -
            -, 7
            -, -
            """)
    void whereAnAmountIsUnknownThoseOfTheDayAndChainArePutBeforeAPerson(@Nullable Long one, @Nullable Long other) {
        save(lost(Told.of("rekt", "Vexa", "2024-05-09").on("bsc"), one));
        save(lost(Told.of("rekt", "Orrin", "2024-05-09").on("base"), one));
        save(lost(Told.of("rekt", "Tessel", "2024-05-12").on("bsc"), one));
        save(lost(Told.of("slowmist", "Lumora", "2024-05-10").on("bsc", "ethereum"), other));
        assertThat(count()).isEqualTo(4);
        assertThat(open(new ReviewStore())).singleElement().satisfies(pair -> {
            assertThat(pair.one().nativeId()).contains("Vexa");
            assertThat(pair.other().nativeId()).contains("Lumora");
            assertThat(pair.why()).isEqualTo("the same chain and day, and no amount to compare");
        });
    }

    @Test
    void whatIsInDoubtIsProposedOnceAndGoneOnceItIsMerged() {
        save(ONE.on("bsc"));
        save(Told.of("rekt", "Vexa", "2024-05-10").lost(1_010_000).on("bsc"));
        var reviews = new ReviewStore();
        var open = database.read(reader -> reviews.open(reader, Long.MAX_VALUE, 10));
        assertThat(open).hasSize(1);
        assertThat(open.getFirst().why()).contains("amount");
        save(ONE.on("bsc").lost(1_000_001));
        assertThat(open(reviews)).hasSize(1);
        var moderation = new Moderation(exploits, merges);
        var ids = List.of(open.getFirst().exploit(), open.getFirst().otherExploit());
        var done = database.<Outcome>write(
                tx -> moderation.decide(tx, new Person("ann", true), ids, Verdict.SAME, "one attack"));
        assertThat(done).isInstanceOf(Outcome.Done.class);
        assertThat(count()).isEqualTo(1);
        assertThat(open(reviews)).isEmpty();
    }

    @Test
    void aPairIsGoneOnceOneSourceTellsOfBoth() {
        save(ONE.on("bsc"));
        save(Told.of("rekt", "Vexa", "2024-05-10").lost(1_010_000).on("bsc"));
        assertThat(open(new ReviewStore())).hasSize(1);
        save(ONE.from("slowmist"));
        save(Told.of("slowmist", "Vexa", "2024-05-10"));
        assertThat(count()).isEqualTo(2);
        assertThat(open(new ReviewStore())).isEmpty();
        withdraw(ONE.from("slowmist"));
        save(ONE.from("slowmist").lost(9)); // stands again, and says something else
        assertThat(open(new ReviewStore())).isEmpty();
    }

    @Test
    void aPairIsGoneOnceOthersOfItsExploitsAreParted() {
        var lumora = Told.of("slowmist", "Lumora", "2024-05-10");
        var vexa = Told.of("catalogue", "Vexa", "2024-05-10");
        save(ONE.on("bsc"));
        save(Told.of("rekt", "Vexa", "2024-05-10").lost(1_010_000).on("bsc"));
        save(lumora);
        save(vexa);
        assertThat(count()).isEqualTo(2);
        assertThat(open(new ReviewStore())).hasSize(1);
        unmerge(lumora.claim(), vexa.claim());
        assertThat(open(new ReviewStore())).isEmpty();
    }

    @Test
    void aPairIsGoneOnceOneOfItSaysSomethingElse() {
        var vexa = Told.of("rekt", "Vexa", "2024-05-10").on("bsc");
        save(ONE.on("bsc"));
        save(vexa.lost(1_010_000));
        assertThat(open(new ReviewStore())).hasSize(1);
        save(vexa.lost(500_000));
        assertThat(open(new ReviewStore())).isEmpty();
        save(ONE.on("bsc").lost(505_000));
        assertThat(open(new ReviewStore())).hasSize(1);
        save(ONE.on("base").lost(505_000));
        assertThat(open(new ReviewStore())).isEmpty();
    }

    @Test
    void anyOrderPutsTheSamePairsBeforeAPerson() throws IOException {
        long seed = System.nanoTime();
        System.out.println("ReviewStoreTest seed " + seed);
        var random = new Random(seed);
        var claims = new ArrayList<Claim>();
        var sources = List.of("defillama", "rekt", "slowmist", "defihacklabs", "catalogue");
        var names = List.of("Lumora", "Vexa Orrin Finch", "VOF", "Lumora Vault", "Tessel");
        var chains = List.of("bsc", "base", "ethereum", "polygon", "fantom");
        for (int i = 0; i < 60; i++) {
            var day = LocalDate.of(2024, 1, 1).plusDays(random.nextInt(300)).toString();
            var told = Told.of(
                            sources.get(random.nextInt(sources.size())), names.get(random.nextInt(names.size())), day)
                    .id("n" + i)
                    .on(chains.subList(0, random.nextInt(chains.size())).toArray(String[]::new));
            claims.add((random.nextBoolean() ? told : told.lost(1_000L << random.nextInt(8))).claim());
        }
        saveAll(claims);
        var expected = pairs();
        assertThat(expected.size()).isBetween(2, 300);
        for (int round = 0; round < 4; round++) {
            close();
            database = TestDatabase.open(folder.resolve("again" + round));
            Collections.shuffle(claims, random);
            saveAll(claims.subList(0, 20).stream()
                    .map(claim -> Told.of(claim.source(), "Other", "2024-03-01")
                            .id(claim.nativeId())
                            .claim())
                    .toList());
            saveAll(claims);
            assertThat(pairs()).as("seed %d, round %d", seed, round).isEqualTo(expected);
        }
    }

    private Set<Set<ClaimId>> pairs() {
        return database.read(reader -> new ReviewStore().open(reader, Long.MAX_VALUE, Integer.MAX_VALUE)).stream()
                .map(pair -> Set.of(pair.one(), pair.other()))
                .collect(Collectors.toSet());
    }

    @Test
    void aDateThatLooksLikeASlipIsFound() {
        save(ONE);
        save(Told.of("rekt", "Lumora", "2024-06-10"));
        save(Told.of("rekt", "Lumora", "2024-07-10"));
        var open = open(new ReviewStore());
        assertThat(open).singleElement().satisfies(pair -> {
            assertThat(pair.one()).isEqualTo(ONE.claim().id());
            assertThat(pair.other().nativeId()).startsWith("2024-06-10");
        });
        assertThat(count()).isEqualTo(3);
    }

    private static Told lost(Told told, @Nullable Long dollars) {
        return dollars == null ? told : told.lost(dollars);
    }

    /// As it was kept before there was an index.
    private void keepUnindexed(Told told) {
        var claim = told.claim();
        var claims = new ClaimStore();
        database.write(tx -> {
            var id = exploits.nextId(tx, claim.facts().occurred());
            var at = tx.at().truncatedTo(ChronoUnit.SECONDS);
            exploits.add(tx, new Exploit(id, claim.facts(), List.of(), at));
            var facts = FactsJson.write(claim.facts()).toString();
            claims.add(
                    tx,
                    new KeptClaim(
                            claim.id(), claims.nextNumber(tx), id, id, claim.url(), facts, claim.raw(), at, at, null));
            return tx.seq();
        });
    }
}

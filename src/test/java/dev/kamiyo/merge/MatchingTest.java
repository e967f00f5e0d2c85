package dev.kamiyo.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.merge.Match.Rule;
import dev.kamiyo.merge.Match.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatchingTest {
    private static final Told A = Told.of("one", "Lumora", "2024-05-10");
    private static final Told B = Told.of("two", "Vexa", "2024-05-11");

    @Test
    void aTransactionIsEnough() {
        assertThat(match(A.tx("0x1"), B.tx("0x1").lost(9))).contains("MERGE by TRANSACTION");
        assertThat(match(A.tx("0x1"), B.tx("0x2"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-13, MERGE by ATTACKER",
        "2024-05-14, REVIEW by ATTACKER",
    })
    void anAttackerIsEnoughWithinThreeDays(String day, String verdict) {
        assertThat(match(A.by("0xa"), Told.of("two", "Vexa", day).by("0xa"))).contains(verdict);
    }

    @Test
    void anAttackerNeedsTheNameOrTheAmountToo() {
        assertThat(match(A.by("0xa"), Told.of("two", "Lumora", "2024-05-20").by("0xa")))
                .contains("MERGE by ATTACKER");
        assertThat(match(
                        A.by("0xa").lost(100),
                        Told.of("two", "Vexa", "2024-05-20").by("0xa").lost(105)))
                .contains("MERGE by ATTACKER");
        assertThat(match(A.by("0xa"), Told.of("two", "Lumora", "2024-06-20").by("0xa")))
                .contains("REVIEW by ATTACKER");
    }

    @Test
    void anAttackerOfTwoExploitsIsForAPerson() {
        assertThat(match(A.by("0xa").lost(5_000_000), B.by("0xa").lost(40_000))).contains("REVIEW by ATTACKER");
        assertThat(match(A.by("0xa").on("bsc"), B.by("0xa").on("base"))).contains("REVIEW by ATTACKER");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            Lumora, Lumora Finance, 2024-05-13, MERGE by NAME
            Lumora, LumoraFinance,  2024-05-10, MERGE by NAME
            Lumora, Lumora V2,      2024-05-10, MERGE by NAME
            Lumora, Lumoara,        2024-05-10, MERGE by NAME
            Byzon,  ByZon,          2024-05-10, MERGE by NAME
            1rune,  1RUNE,          2024-05-10, MERGE by NAME
            AnyBridge attack, Lumora (Anybridge), 2024-05-10, REVIEW by NAME
            Lumora, Lumora,         2024-05-14, REVIEW by NAME
            Lumora, Lumora,         2024-05-25, -
            Lumora, Vexa,           2024-05-10, -
            Lendf.Me, dForce,       2024-05-10, MERGE by NAME
            Solend,   Save,         2024-05-10, MERGE by NAME
            Huobi,    HTX,          2024-05-10, MERGE by NAME
            MEV bot, MEV bot,       2024-05-10, -
            """)
    void namesDecideWithinThreeDays(String one, String other, String day, String expected) {
        assertThat(match(Told.of("one", one, "2024-05-10"), Told.of("two", other, day)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            Lumora,              Vexa & Lumora,     MERGE by NAME
            Lumora Token (LMR),  LMR,               MERGE by NAME
            Lumora（LMR）,        LMR,               MERGE by NAME
            xToken,              X-Token,           MERGE by NAME
            MEV Bot 0xa24734,    MEVBot_0xa247,     MERGE by NAME
            MEV Bot 0xa24734,    MEVBot_0xb133,     -
            Nova Quartz Network, NQN,               -
            Nova Quartz,         NQ,                -
            Stake.com,           Stake,             REVIEW by NAME
            Yield Protocol,      Yield,             REVIEW by NAME
            Token,               Token,             -
            """)
    void namesAreWrittenInManyWays(String one, String other, @Nullable String expected) {
        assertThat(match(Told.of("one", one, "2024-05-10"), Told.of("two", other, "2024-05-10")))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            Nova Quartz Network, NQN,     1050, 2024-05-11, MERGE by NAME
            Nova Quartz Network, NQN,     1050, 2024-05-12, REVIEW by NAME
            Nova Quartz Network, NQN,     1010, 2024-05-13, MERGE by NAME
            Nova Quartz Network, NQN,     1010, 2024-05-14, REVIEW by NAME
            Nova Quartz Network, NQN,     1200, 2024-05-10, REVIEW by NAME
            Stake.com,           Stake,   1050, 2024-05-11, MERGE by NAME
            Stake.com,           Stake,   1200, 2024-05-11, REVIEW by NAME
            MEV bot,             MEV bot, 1080, 2024-05-11, -
            """)
    void aNameThatMayBeAnothersNeedsTheAmountToo(
            String one, String other, long lost, String day, @Nullable String expected) {
        assertThat(match(
                        Told.of("one", one, "2024-05-10").lost(1000),
                        Told.of("two", other, day).lost(lost)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void aNameIsNotEnoughAgainstChains() {
        var same = A.from("two");
        assertThat(match(A.on("bsc", "base"), same.on("base"))).contains("MERGE by NAME");
        assertThat(match(A.on("bsc"), same.on("base"))).contains("REVIEW by NAME");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            Lumora,      2024-05-11, 401, MERGE by NAME
            Lumora,      2024-05-12, 400, MERGE by NAME
            Lumora,      2024-05-12, 401, REVIEW by NAME
            Lumora Vexa, 2024-05-11, 401, REVIEW by NAME
            Lumora,      2024-05-24, 105, MERGE by NAME
            Lumora Vexa, 2024-05-24, 105, MERGE by NAME
            Lumora,      2024-05-24, 106, REVIEW by NAME
            Lumora,      2024-05-25, 100, -
            """)
    void aDayOrAnAmountMayBeWrongButNotBoth(String name, String day, long lost, @Nullable String expected) {
        assertThat(match(A.lost(100), Told.of("two", name, day).lost(lost))).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            Lumora, 2024-06-10, 100, REVIEW by NAME
            Lumora, 2025-05-10, 110, REVIEW by NAME
            Lumora, 2024-10-05, 100, REVIEW by NAME
            Lumora, 2024-06-10, 120, -
            Lumora, 2024-06-11, 100, -
            Vexa,   2024-06-10, 100, -
            """)
    void aDateThatLooksLikeASlipIsForAPerson(String name, String day, long lost, @Nullable String expected) {
        assertThat(match(A.lost(100), Told.of("two", name, day).lost(lost))).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            1000000, 1050000, bsc,  2024-05-11, REVIEW by AMOUNT
            1000000, 1100000, bsc,  2024-05-13, REVIEW by AMOUNT
            1000000, 1110000, bsc,  2024-05-11, -
            1000000, 1000000, bsc,  2024-05-14, -
            1000000, 1000000, base, 2024-05-11, -
            1000000, 1000000, bsc,  2024-05-11, REVIEW by AMOUNT
            1234567, 1234567, bsc,  2024-05-11, MERGE by AMOUNT
            1234567, 1234567, bsc,  2024-05-12, REVIEW by AMOUNT
            1234567, 1230000, bsc,  2024-05-11, MERGE by AMOUNT
            1238567, 1240000, bsc,  2024-05-11, MERGE by AMOUNT
            1234567, 1240000, bsc,  2024-05-11, REVIEW by AMOUNT
            1234567, 1200000, bsc,  2024-05-11, REVIEW by AMOUNT
            """)
    void anAmountAloneIsForAPersonUnlessItIsTheSameToTheDigit(
            long one, long other, String chain, String day, String expected) {
        assertThat(match(
                        A.lost(one).on("bsc"),
                        Told.of("two", "Vexa", day).lost(other).on(chain)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,  -, bsc,  2024-05-11, REVIEW by DAY
            7,  -, bsc,  2024-05-09, REVIEW by DAY
            -,  7, bsc,  2024-05-11, REVIEW by DAY
            7, 99, bsc,  2024-05-11, -
            7,  -, bsc,  2024-05-12, -
            7,  -, bsc,  2024-05,    -
            7,  -, base, 2024-05-11, -
            7,  -, -,    2024-05-11, -
            """)
    void whereAnAmountIsUnknownTheChainAndTheDayAreForAPerson(
            @Nullable Long one, @Nullable Long other, @Nullable String chain, String day, @Nullable String expected) {
        var mine = one == null ? A : A.lost(one);
        var theirs = Told.of("two", "Vexa", day);
        theirs = other == null ? theirs : theirs.lost(other);
        assertThat(match(mine.on("bsc", "ethereum"), chain == null ? theirs : theirs.on(chain)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void anAmountToTheDigitIsEnoughWhereAChainIsUnknown() {
        assertThat(match(A.lost(371_000).on("bsc"), B.lost(371_000))).contains("MERGE by AMOUNT");
        assertThat(match(A.lost(370_000).on("bsc"), B.lost(370_000))).contains("REVIEW by AMOUNT");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            https://example.org/posts/lumora-post-mortem, http://www.example.org/posts/lumora-post-mortem/?utm_source=x, MERGE by REFERENCE
            https://x.com/watcher/status/1789,            https://twitter.com/watcher/status/1789,                      MERGE by REFERENCE
            https://example.org/,                         https://example.org/,                                         -
            https://x.com/watcher,                        https://x.com/watcher,                                        -
            https://etherscan.io/address/0xab,            https://etherscan.io/address/0xab,                            -
            """)
    void aReferenceCountsWhenItPointsToSomething(String one, String other, String expected) {
        assertThat(match(A.see(one), B.see(other))).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void anArticleOfTwoExploitsDoesNotMakeThemOne() {
        var url = "https://example.org/posts/may-roundup";
        assertThat(match(A.see(url).lost(5_000_000), B.see(url).lost(40_000))).contains("REVIEW by REFERENCE");
    }

    @Test
    void anExplorersPageTellsTheTransaction() {
        var url = "https://etherscan.io/tx/0x" + "ab".repeat(32);
        assertThat(match(A.see(url), B.tx("0x" + "ab".repeat(32)))).contains("MERGE by TRANSACTION");
    }

    @Test
    void aContractThatWasAttackedCountsTogetherWithTheAmount() {
        var one = A.at("0xc", AddressRole.VICTIM);
        var other = B.at("0xc", AddressRole.VULNERABLE_CONTRACT);
        assertThat(match(one, other)).contains("REVIEW by VICTIM");
        assertThat(match(one.lost(100), other.lost(110))).contains("MERGE by VICTIM");
    }

    @Test
    void aMonthIsNearAllItsDays() {
        var month = Told.of("two", "Lumora", "2024-05");
        assertThat(match(A, month)).contains("REVIEW by NAME");
        assertThat(match(A.lost(100), month.lost(110))).contains("MERGE by NAME");
        assertThat(match(A, month.undated())).isEmpty();
    }

    private static Optional<String> match(Told one, Told other) {
        var a = one.subject();
        var b = other.subject();
        var match = Matching.of(a, b, Matching.Shared.of(a, b));
        assertThat(Matching.of(b, a, Matching.Shared.of(b, a)))
                .as("it is symmetric")
                .isEqualTo(match);
        return match.map(m -> text(m.verdict(), m.rule()));
    }

    private static String text(Verdict verdict, Rule rule) {
        return verdict + " by " + rule;
    }
}

package dev.kamiyo.bench;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Made-up exploits as two sources tell of them, so that it is known which claims are one exploit. The transaction,
/// which would give it away, is told by neither.
///
/// Days, names and amounts differ as often as was measured on 551 pairs of real sources that a transaction proves the
/// same: same day 80 %, one day apart 16 %, up to three 1 %; names equal once normalised 59 %, one in the other 19 %,
/// alike 4 %, unrelated 18 %; amounts within 5 % 67 %, within 10 % 75 %, within twice 90 %. Both name the attacker in
/// two of three, and the attacked contract in two of five: of the starter catalogue's records with a transaction 76 %
/// and 64 % do. How often both name the same article (an eighth), or one knows no amount or chain, is an assumption.
/// One exploit in fifteen hits the protocol, and the contract, of the one before.
public final class LabelledClaims {
    /// The sources, both unknown to the program.
    public static final List<String> SOURCES = List.of("one", "two");

    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
    private static final double EXPLOITS_PER_DAY = 1.5;
    private static final List<String> SYLLABLES = List.of(
            "ba", "cor", "dex", "fi", "gan", "hel", "jo", "kir", "lum", "mox", "nar", "or", "pel", "quo", "rix", "sta",
            "tev", "umb", "vex", "wor", "yel", "zan");
    private static final List<String> KINDS =
            List.of(" Finance", " Protocol", "Swap", " Bridge", "DAO", " Lending", " Token", " Network", "", "");
    private static final List<String> CHAINS =
            List.of("ethereum", "ethereum", "ethereum", "bsc", "bsc", "bsc", "base", "arbitrum", "polygon", "solana");

    private final SplittableRandom random;
    private final List<Claim> claims = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();
    private String last = "";

    /// Two claims of one exploit.
    public record Pair(ClaimId one, ClaimId two) {}

    private LabelledClaims(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Makes exploits, six of ten known to each source.
    public static LabelledClaims make(long seed, int exploits) {
        var made = new LabelledClaims(seed);
        for (int i = 0; i < exploits; i++) {
            made.exploit(i);
        }
        return made;
    }

    /// All claims.
    public List<Claim> claims() {
        return claims;
    }

    /// Those that are one exploit; any two others of the two sources are not.
    public List<Pair> pairs() {
        return pairs;
    }

    private void exploit(int index) {
        var day = FIRST.plusDays((long) (index / EXPLOITS_PER_DAY));
        var stem = random.nextInt(15) == 0 && !last.isEmpty() ? last : stem();
        last = stem;
        long dollars = Math.max(1_000, (long) Math.exp(12.5 + 2.2 * random.nextGaussian()));
        var chain = pick(CHAINS);
        boolean attacker = random.nextInt(3) > 0;
        boolean article = random.nextInt(8) == 0;
        boolean victim = random.nextInt(5) < 2;
        var address = hex();
        var attacked = "0x" + HexFormat.of().toHexDigits(stem.hashCode()).repeat(5);
        var url = "https://example.org/posts/" + stem + "-" + index;
        var known = new boolean[] {random.nextInt(10) < 6, random.nextInt(10) < 6};
        var kind = pick(KINDS);
        for (int i = 0; i < 2; i++) {
            if (!known[i]) {
                continue;
            }
            var name = i == 0 ? capital(stem) + kind : otherName(stem, kind);
            var facts = new Facts(
                    name,
                    new Protocol(name),
                    random.nextInt(20) == 0 ? List.of() : List.of(chain),
                    Occurred.on(i == 0 ? day : otherDay(day)),
                    random.nextInt(25) == 0 ? null : new Usd((i == 0 ? rounded(dollars) : otherAmount(dollars)) * 100),
                    null,
                    null,
                    null,
                    null,
                    Status.CONFIRMED,
                    List.of(),
                    addresses(chain, attacker ? address : "", victim ? attacked : ""),
                    article ? List.of(url) : List.of());
            claims.add(new Claim(SOURCES.get(i), "n" + index, null, facts, "{}"));
        }
        if (known[0] && known[1]) {
            pairs.add(new Pair(new ClaimId(SOURCES.get(0), "n" + index), new ClaimId(SOURCES.get(1), "n" + index)));
        }
    }

    private static List<Address> addresses(String chain, String attacker, String attacked) {
        return Stream.of(
                        new Address(chain, attacker, AddressRole.ATTACKER),
                        new Address(chain, attacked, AddressRole.VULNERABLE_CONTRACT))
                .filter(address -> !address.address().isEmpty())
                .toList();
    }

    private String otherName(String stem, String kind) {
        int in100 = random.nextInt(100);
        if (in100 < 59) {
            return random.nextBoolean() ? capital(stem) + pick(KINDS) : (capital(stem) + kind).replace(" ", "");
        }
        if (in100 < 78) {
            return capital(stem) + " " + capital(stem());
        }
        if (in100 < 82) {
            var name = new StringBuilder(capital(stem));
            name.deleteCharAt(2 + random.nextInt(name.length() - 2));
            return name.toString();
        }
        return capital(stem()) + pick(KINDS);
    }

    private LocalDate otherDay(LocalDate day) {
        int in100 = random.nextInt(100);
        int apart = in100 < 80 ? 0 : in100 < 96 ? 1 : in100 < 97 ? 2 + random.nextInt(2) : 4 + random.nextInt(25);
        return random.nextBoolean() ? day.plusDays(apart) : day.minusDays(apart);
    }

    private long otherAmount(long dollars) {
        int in100 = random.nextInt(100);
        double apart = in100 < 67
                ? random.nextDouble() * 0.05
                : in100 < 75
                        ? 0.05 + random.nextDouble() * 0.05
                        : in100 < 90 ? 0.1 + random.nextDouble() * 0.9 : 1 + random.nextDouble() * 9;
        double other = random.nextBoolean() ? dollars * (1 + apart) : dollars / (1 + apart);
        return rounded((long) other);
    }

    /// Sources round as people do: to two digits, to three, or not.
    private long rounded(long dollars) {
        int digits = String.valueOf(dollars).length();
        int kept = random.nextInt(3) == 0 ? digits : 2 + random.nextInt(2);
        long step = (long) Math.pow(10, Math.max(0, digits - kept));
        return Math.max(step, Math.round((double) dollars / step) * step);
    }

    private String stem() {
        var stem = new StringBuilder();
        for (int i = 0, n = 2 + random.nextInt(2); i < n; i++) {
            stem.append(pick(SYLLABLES));
        }
        return stem.toString();
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private String hex() {
        var bytes = new byte[20];
        random.nextBytes(bytes);
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}

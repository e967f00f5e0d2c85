package dev.kamiyo.testing;

import dev.kamiyo.source.BlockSec;
import dev.kamiyo.source.DefiLlama;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.RektNews;
import dev.kamiyo.source.SlowMist;
import dev.kamiyo.source.Vocabularies;
import dev.kamiyo.source.defihacklabs.DeFiHackLabs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Made-up payloads of five feeds that tell of the same exploits: with other names, days and amounts, with shared and
/// with reused evidence. The same seed makes the same bytes.
public final class OverlappingFeeds {
    /// Told by `rekt` and `blocksec` alone, as two exploits.
    public static final String TWO_NAMES = "Zephyrium";

    /// Told by `defillama` and `rekt` alone, as one exploit.
    public static final String ONE_NAME = "Wyvernal";

    private static final List<String> NAMES = List.of(
            "Lumora", "Vexa", "Quorix", "Tandril", "Osmeka", "Plonder", "Fizzle", "Brakton", "Yumtide", "Corvane",
            "Haldry", "Nimbol", "Sprawl", "Drostel", "Kelvari", "Mintora", "Orbinex", "Pyrell");
    private static final List<String> ENDINGS = List.of("", "", " Finance", " Protocol", " V2", "Swap");
    private static final List<String> CHAINS = List.of("Ethereum", "BSC", "Base", "Arbitrum");
    private static final List<Integer> NUMBERS = List.of(1, 56, 8453, 42161);
    private static final LocalDate FIRST = LocalDate.of(2023, 1, 5);
    private static final int EXPLOITS = 40;

    private record Exploit(
            String name, LocalDate day, long dollars, int chain, String hash, String attacker, int post) {}

    /// What one feed says of one exploit.
    private record Said(int number, String name, LocalDate day, long dollars, Exploit of, boolean hasPost) {
        String post() {
            return hasPost ? "https://example.org/posts/" + of.post : "";
        }
    }

    private OverlappingFeeds() {}

    /// Writes the payloads and says where each feed is read.
    public static List<Feed> in(Path folder, long seed) throws IOException {
        var random = new Random(seed);
        var exploits = new ArrayList<Exploit>();
        for (int i = 0; i < EXPLOITS; i++) {
            exploits.add(new Exploit(
                    NAMES.get(random.nextInt(NAMES.size())),
                    FIRST.plusDays(random.nextInt(60)),
                    1_000 + random.nextInt(5_000_000),
                    random.nextInt(CHAINS.size()),
                    hex(random, 32),
                    random.nextInt(5) == 0 ? "0x" + "ab".repeat(20) : hex(random, 20),
                    random.nextInt(EXPLOITS * 2)));
        }
        var llama = said(exploits, random);
        var lists = said(exploits, random);
        var slow = said(exploits, random);
        var rekt = said(exploits, random);
        var events = said(exploits, random);
        var day = LocalDate.of(2024, 2, 3);
        rekt.add(alone(TWO_NAMES, day, random));
        events.add(alone("Grobnik", day.plusDays(40), random));
        llama.add(alone(ONE_NAME, day, random));
        rekt.add(alone(ONE_NAME, day, random));
        Files.writeString(folder.resolve("hacks.json"), "[" + joined(llama, OverlappingFeeds::llama) + "]");
        Files.writeString(folder.resolve("page.html"), slow(slow));
        Files.writeString(folder.resolve("board.html"), rekt(rekt));
        Files.writeString(folder.resolve("events.json"), events(events));
        checkout(folder.resolve("checkout"), lists);
        return feeds(folder);
    }

    /// Where each feed is read, once the payloads are written.
    public static List<Feed> feeds(Path folder) {
        var words = Vocabularies.load();
        var clock = Clock.systemUTC();
        return List.of(
                new Feed(new DefiLlama(words, clock), folder + "/hacks.json", false),
                new Feed(new DeFiHackLabs(words, clock), folder + "/checkout", false),
                new Feed(new SlowMist(words, clock), folder + "/page.html", false),
                new Feed(new RektNews(words, clock), folder + "/board.html", false),
                new Feed(new BlockSec(words, clock), folder + "/events.json", false));
    }

    private static List<Said> said(List<Exploit> exploits, Random random) {
        var all = new ArrayList<Said>();
        for (var exploit : exploits) {
            var name = random.nextInt(7) == 0
                    ? NAMES.get(random.nextInt(NAMES.size()))
                    : exploit.name + ENDINGS.get(random.nextInt(ENDINGS.size()));
            var day = exploit.day.plusDays(Math.max(0, random.nextInt(6) - 3));
            long dollars =
                    switch (random.nextInt(6)) {
                        case 0 -> 0;
                        case 1 -> exploit.dollars * 6;
                        case 2 -> exploit.dollars * 103 / 100;
                        default -> exploit.dollars;
                    };
            boolean told = random.nextInt(3) > 0;
            var one = new Said(all.size(), name, day, dollars, exploit, random.nextInt(3) == 0);
            if (told) {
                all.add(one);
            }
        }
        return all;
    }

    private static Said alone(String name, LocalDate day, Random random) {
        var exploit = new Exploit(name, day, 77_777, 1, hex(random, 32), hex(random, 20), -1);
        return new Said(900, name, day, exploit.dollars, exploit, false);
    }

    private static String hex(Random random, int bytes) {
        var text = new StringBuilder("0x");
        for (int i = 0; i < bytes; i++) {
            text.append("%02x".formatted(random.nextInt(256)));
        }
        return text.toString();
    }

    private static String joined(List<Said> all, Function<Said, String> form) {
        return all.stream().map(form).collect(Collectors.joining(","));
    }

    private static String llama(Said said) {
        return "{\"date\":%d,\"name\":\"%s\",\"amount\":%s,\"chain\":[\"%s\"],\"technique\":\"Reentrancy\"}"
                .formatted(
                        said.day.atStartOfDay(ZoneOffset.UTC).toEpochSecond(),
                        said.name,
                        said.dollars == 0 ? "null" : String.valueOf(said.dollars),
                        CHAINS.get(said.of.chain));
    }

    private static String slow(List<Said> all) {
        var records = all.stream().map(said ->
                """
                <li><span class="time">%s</span><h3><em>Hacked target: </em>%s</h3>
                <p><span><em>Amount of loss: </em>%s</span><span><em>Attack method: </em>Reentrancy</span></p>
                <p class="link-reference"><a href="%s">View</a></p></li>""".formatted(said.day, said.name, said.dollars == 0 ? "-" : "$ " + said.dollars, said.post()));
        return "<html><body><div class=\"case-content\"><ul>" + records.collect(Collectors.joining("\n"))
                + "</ul></div></body></html>";
    }

    private static String rekt(List<Said> all) {
        var american = DateTimeFormatter.ofPattern("MM/dd/yyyy", Locale.ROOT);
        var records = joined(
                all,
                said ->
                        "{\"slug\":\"%s-%d\",\"title\":\"%s - REKT\",\"date\":\"%s\",\"tags\":[\"%s\"],\"rekt\":{\"amount\":%d,\"date\":\"%s\"}}"
                                .formatted(
                                        said.name.toLowerCase(Locale.ROOT).replace(' ', '-'),
                                        said.number,
                                        said.name,
                                        said.day.format(american),
                                        CHAINS.get(said.of.chain),
                                        said.dollars,
                                        said.day.format(american)));
        return "<html><body><script id=\"__NEXT_DATA__\" type=\"application/json\">{\"props\":{\"pageProps\":{\"leaderboard\":["
                + records + "]}}}</script></body></html>";
    }

    private static String events(List<Said> all) {
        var records = joined(all, said -> """
                {"id":%d,"project":"%s","loss":"%d","chainIds":[%d],"media":"%s","date":%d,
                 "transactions":[{"txnHash":"%s","chainId":%d,"attacker":"%s"}]}""".formatted(
                        said.number,
                        said.name,
                        said.dollars,
                        NUMBERS.get(said.of.chain),
                        said.post(),
                        said.day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
                        said.of.hash,
                        NUMBERS.get(said.of.chain),
                        said.of.attacker));
        return "{\"count\":" + all.size() + ",\"list\":[" + records + "]}";
    }

    private static void checkout(Path folder, List<Said> all) throws IOException {
        var list = new StringBuilder("# Past\n");
        for (var said : all) {
            var path = "src/test/%s/N%d_exp.sol".formatted(said.day.toString().substring(0, 7), said.number);
            list.append(
                    "\n### %s %s - Reentrancy\n\n### Lost: %s\n\n[N_exp.sol](../../%s)\n\n### Link reference\n\n%s\n"
                            .formatted(
                                    said.day.toString().replace("-", ""),
                                    said.name,
                                    said.dollars == 0 ? "unknown" : "$" + said.dollars,
                                    path,
                                    said.post()));
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), """
                    // @KeyInfo - Total Lost : ~1 WETH
                    // Attacker : %s
                    // Attack Tx : %s
                    contract A { function setUp() public { vm.createSelectFork("%s", 1); } }
                    """.formatted(
                            said.of.attacker, said.hasPost ? said.of.hash : "", fork(said.of.chain)));
        }
        Files.createDirectories(folder.resolve("past/2023"));
        Files.writeString(folder.resolve("past/2023/README.md"), list);
    }

    private static String fork(int chain) {
        return List.of("mainnet", "bsc", "base", "arbitrum").get(chain);
    }
}

package dev.kamiyo.bench;

import dev.kamiyo.testing.ExploitGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// What readers ask, each question once, so that hardly any answer is there from before.
final class Questions {
    /// Which exploits the generator makes; the data have the same.
    static final long SEED = 1;

    private static final int EACH = 150;
    private static final List<String> CHAINS = List.of("ethereum", "bsc", "arbitrum", "polygon", "base", "optimism");
    private static final List<String> TECHNIQUES =
            List.of("reentrancy", "access-control", "oracle-manipulation", "rug-pull", "phishing");
    private static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low", "unknown");
    private static final List<String> FILTERS = List.of(
            "chain=ethereum",
            "chain=bsc,arbitrum",
            "technique=reentrancy",
            "target=bridge",
            "severity=critical",
            "status=reported",
            "source=generated",
            "recovered=true",
            "min_loss=10m",
            "min_loss=1m&max_loss=2m",
            "since=2024",
            "since=2022-03&until=2022-05",
            "sort=loss",
            "sort=modified_at&order=asc",
            "chain=base&technique=phishing&min_loss=100000&sort=loss",
            "q=bridge",
            "q=lumo*",
            "q=vault%20-finance",
            "q=%22curbal%20swap%22",
            "fields=id,loss_usd&chain=polygon");

    private Questions() {}

    /// Lists by any filter, words of a full-text search, and look-ups of hashes and addresses.
    static List<String> filters(long exploits) {
        var paths = new ArrayList<String>();
        for (var filter : FILTERS) {
            IntStream.range(0, EACH).forEach(n -> paths.add("/api/v1/exploits?" + filter + "&limit=" + (n + 1)));
        }
        var generator = new ExploitGenerator(SEED);
        var random = new Random(SEED);
        for (int i = 0; i < 3 * EACH; i++) {
            var one = generator.exploit(random.nextLong(exploits));
            one.transactions().forEach(transaction -> {
                paths.add("/api/v1/lookup/" + transaction.hash());
                paths.add("/api/v1/exploits?tx=" + transaction.hash());
            });
            one.addresses().forEach(address -> paths.add("/api/v1/exploits?address=" + address.address()));
        }
        Collections.shuffle(paths, random);
        return paths;
    }

    /// Statistics and facets of many filters.
    static List<String> tallies() {
        var paths = new ArrayList<String>();
        for (var chain : CHAINS) {
            for (var technique : TECHNIQUES) {
                for (var severity : SEVERITIES) {
                    for (int year = 2020; year <= 2025; year++) {
                        for (var kind : List.of("stats", "facets")) {
                            var path = "/api/v1/" + kind + "?since=" + year;
                            paths.add(path + "&chain=" + chain);
                            paths.add(path + "&technique=" + technique + "&severity=" + severity);
                        }
                    }
                }
            }
        }
        var some = new ArrayList<>(paths.stream().distinct().toList());
        Collections.shuffle(some, new Random(SEED));
        return some;
    }

    /// Lists that differ by their least loss alone.
    static List<String> leastLosses(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> Integer.toString(1_000 + 7 * n))
                .toList();
    }
}

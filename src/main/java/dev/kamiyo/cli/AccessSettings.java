package dev.kamiyo.cli;

import dev.kamiyo.access.Network;
import dev.kamiyo.access.Proxies;
import dev.kamiyo.http.AccessPolicy;
import dev.kamiyo.http.Cors;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// Who may read, how often, and from which web pages.
final class AccessSettings {
    private static final int MOST = 10_000_000;

    @Option(
            names = "--read",
            paramLabel = "WHO",
            description = "Who may read: open (everybody) or keys (holders of any key) (KAMIYO_READ, default open).",
            defaultValue = "${env:KAMIYO_READ:-open}")
    private String read = "open";

    @Option(
            names = "--rate-limit",
            paramLabel = "N",
            description = "Requests a minute of an address, ten times as many of a key; 0 for no limit"
                    + " (KAMIYO_RATE_LIMIT, default 600).",
            defaultValue = "${env:KAMIYO_RATE_LIMIT:-600}")
    private String rateLimit = "600";

    @Option(
            names = "--trusted-proxies",
            paramLabel = "NETWORKS",
            description = "Proxies whose X-Forwarded-For, -Host, -Proto and Forwarded count, as 10.0.0.0/8,::1"
                    + " (KAMIYO_TRUSTED_PROXIES, default none).",
            defaultValue = "${env:KAMIYO_TRUSTED_PROXIES:-}")
    private String trustedProxies = "";

    @Option(
            names = "--cors",
            paramLabel = "ORIGINS",
            description =
                    "Web pages that may read answers: origins parted by commas, or * (KAMIYO_CORS, default none).",
            defaultValue = "${env:KAMIYO_CORS:-}")
    private String cors = "";

    /// @throws FailedException when a setting is not allowed
    AccessPolicy policy() {
        return new AccessPolicy(readingNeedsKey(), perMinute(), proxies(), cors());
    }

    private boolean readingNeedsKey() {
        return switch (read) {
            case "open" -> false;
            case "keys" -> true;
            default -> throw FailedException.wrongUsage("KAMIYO_READ or --read is '" + read + "'; allowed: open, keys");
        };
    }

    private int perMinute() {
        if (rateLimit.matches("\\d{1,8}") && Integer.parseInt(rateLimit) <= MOST) {
            return Integer.parseInt(rateLimit);
        }
        throw FailedException.wrongUsage("KAMIYO_RATE_LIMIT or --rate-limit is '" + rateLimit
                + "'; allowed is 0 (no limit) to " + MOST + " requests a minute");
    }

    private Proxies proxies() {
        return new Proxies(words(trustedProxies).stream()
                .map(word -> Network.parse(word)
                        .orElseThrow(
                                () -> FailedException.wrongUsage("KAMIYO_TRUSTED_PROXIES or --trusted-proxies has '"
                                        + word + "'; addresses and networks are due, such as 127.0.0.1 or 10.0.0.0/8")))
                .toList());
    }

    private Cors cors() {
        var origins = words(cors);
        if (origins.equals(Set.of("*"))) {
            return Cors.ANY;
        }
        for (var origin : origins) {
            if (!origin.matches("https?://[a-z0-9.-]+(:\\d{1,5})?|https?://\\[[0-9a-f:]+](:\\d{1,5})?")) {
                throw FailedException.wrongUsage("KAMIYO_CORS or --cors has '" + origin
                        + "'; origins are due as browsers send them, such as https://example.org, or * alone");
            }
        }
        return new Cors(false, origins);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Chains;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A link to a transaction or an address in a block explorer or a transaction debugger.
///
/// @param kind which of the two
/// @param chain the chain that the host or the path names; null when neither does
/// @param value the hash or address as the link has it
record ExplorerLink(Kind kind, @Nullable String chain, String value) {
    /// What a link shows.
    enum Kind {
        TRANSACTION,
        ADDRESS
    }

    private static final Set<String> ADDRESSES = Set.of("address", "token", "account", "contract");
    private static final Set<String> TRANSACTIONS = Set.of("tx", "txs", "transaction", "attack", "exploit", "trace");
    private static final int SEGMENTS = 12;

    /// A URL as such a link, if it is one. Debuggers name the chain in the path, before or after the word `tx`.
    static Optional<ExplorerLink> of(String url, Chains chains) {
        var segments = segments(url);
        for (int i = 1; i < segments.length; i++) {
            var kind = kind(segments, i);
            if (kind != null) {
                return Optional.of(new ExplorerLink(kind, chain(url, segments, i, chains), value(segments[i])));
            }
        }
        return Optional.empty();
    }

    /// The chain whose explorer a URL belongs to, whatever page it shows.
    static Optional<String> chain(String url, Chains chains) {
        return chains.byExplorer(WebLinks.host(url))
                .or(() -> of(url, chains).flatMap(link -> Optional.ofNullable(link.chain)));
    }

    private static String[] segments(String url) {
        int from = url.indexOf('/', url.indexOf("://") + 3);
        if (from < 0) {
            return new String[0];
        }
        int to = from;
        while (to < url.length() && "?#".indexOf(url.charAt(to)) < 0) {
            to++;
        }
        return url.substring(from, to).replace("//", "/").split("/", SEGMENTS);
    }

    private static @Nullable Kind kind(String[] segments, int i) {
        var value = value(segments[i]);
        if (value.length() < 20) {
            return null;
        }
        if (isEither(segments, i, ADDRESSES)) {
            return Kind.ADDRESS;
        }
        return value.length() > 42 && (isEither(segments, i, TRANSACTIONS) || value.startsWith("0x"))
                ? Kind.TRANSACTION
                : null;
    }

    private static boolean isEither(String[] segments, int i, Set<String> words) {
        return words.contains(segments[i - 1]) || (i > 1 && words.contains(segments[i - 2]));
    }

    private static @Nullable String chain(String url, String[] segments, int i, Chains chains) {
        return chains.byExplorer(WebLinks.host(url))
                .or(() -> chains.find(segments[i - 1]))
                .or(() -> i > 1 ? chains.find(segments[i - 2]) : Optional.empty())
                .orElse(null);
    }

    /// Letters and digits only: what follows is not part of a hash.
    private static String value(String segment) {
        int end = 0;
        while (end < segment.length() && Character.isLetterOrDigit(segment.charAt(end))) {
            end++;
        }
        return segment.substring(0, end);
    }
}

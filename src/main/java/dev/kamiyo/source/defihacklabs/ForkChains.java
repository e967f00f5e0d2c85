package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Chains;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// The chains that a proof of concept forks, from its calls of `createSelectFork` and `createFork`.
final class ForkChains {
    private static final int CALLS = 32;
    private static final int USES = 64;
    private static final int ARGUMENT = 300;

    private ForkChains() {}

    /// The chains, each once, in the order of the calls.
    static List<String> of(String solidity, Chains chains) {
        var found = new LinkedHashSet<String>();
        int calls = 0;
        for (int at = solidity.indexOf("Fork("); at >= 0 && calls < CALLS; at = solidity.indexOf("Fork(", at + 5)) {
            boolean forks = solidity.startsWith("create", at - 6) || solidity.startsWith("createSelect", at - 12);
            calls += forks ? 1 : 0;
            if (forks && !isComment(solidity, at)) {
                chain(solidity, at + 5, chains).ifPresent(found::add);
            }
        }
        return List.copyOf(found);
    }

    private static boolean isComment(String solidity, int at) {
        var before = solidity.substring(Math.max(0, at - Lines.LONGEST), at);
        return before.substring(before.lastIndexOf('\n') + 1).replace("://", "").contains("//");
    }

    private static Optional<String> chain(String solidity, int from, Chains chains) {
        var argument = solidity.substring(from, Math.min(solidity.length(), from + ARGUMENT))
                .stripLeading();
        int end = word(argument, 0);
        var name = argument.substring(0, end);
        if (name.isEmpty() || argument.startsWith(".", end) || argument.startsWith("(", end)) {
            return labelled(firstText(argument), chains);
        }
        return constant(solidity, name).flatMap(text -> labelled(text, chains)).or(() -> labelled(name, chains));
    }

    /// The first literal of the call; empty when it has none.
    private static String firstText(String argument) {
        int open = argument.indexOf('"');
        int close = open < 0 ? -1 : argument.indexOf('"', open + 1);
        int over = argument.indexOf(';');
        return close < 0 || (over >= 0 && over < open) ? "" : argument.substring(open + 1, close);
    }

    /// The text that a constant of this name is given.
    private static Optional<String> constant(String solidity, String name) {
        int uses = 0;
        for (int at = solidity.indexOf(name); at >= 0 && uses < USES; at = solidity.indexOf(name, at + name.length())) {
            uses++;
            int from = at + name.length();
            var rest = solidity.substring(from, Math.min(solidity.length(), from + ARGUMENT))
                    .stripLeading();
            if (rest.startsWith("=") && rest.substring(1).stripLeading().startsWith("\"")) {
                return Optional.of(firstText(rest));
            }
        }
        return Optional.empty();
    }

    /// An alias (`bsc`), the URL of a node (its last path segment or first host label), or a variable (`BSC_RPC_URL`).
    private static Optional<String> labelled(String label, Chains chains) {
        if (label.contains("://")) {
            var plain = label.endsWith("/") ? label.substring(0, label.length() - 1) : label;
            return chains.find(plain.substring(plain.lastIndexOf('/') + 1))
                    .or(() -> chains.find(WebLinks.host(plain).split("\\.", 2)[0]));
        }
        return chains.find(label).or(() -> chains.find(label.split("_", 2)[0]));
    }

    private static int word(String text, int from) {
        int end = from;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }
}

package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Chains;
import dev.kamiyo.source.Content;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The proofs of concept that are present, and which of them an entry links. Not safe for use by several threads.
final class PocFiles {
    private static final String FOLDER = "src/test/";

    private final Content content;
    private final Chains chains;
    private final List<String> paths;
    private final Map<String, String> bySpelling = new HashMap<>();
    private final Map<String, PocHead> heads = new HashMap<>();
    private final Set<String> linked = new HashSet<>();

    PocFiles(Content content, Chains chains) {
        this.content = content;
        this.chains = chains;
        this.paths = content.paths().filter(PocFiles::is).toList();
        paths.forEach(path -> bySpelling.putIfAbsent(path.toLowerCase(Locale.ROOT), path));
        paths.forEach(path -> bySpelling.put(path, path));
    }

    /// Whether a path is one, or may be linked as one: any `_exp.sol`, and every file right in the folder of a month.
    static boolean is(String path) {
        if (!path.startsWith(FOLDER) || !path.endsWith(".sol")) {
            return false;
        }
        var inner = path.substring(FOLDER.length());
        return path.endsWith("_exp.sol")
                || (inner.length() > 8 && isMonth(inner.substring(0, 7)) && inner.lastIndexOf('/') == 7);
    }

    /// The folder of a month, `2023-03`; empty when the file lies elsewhere.
    static Optional<String> month(String path) {
        var inner = path.substring(FOLDER.length());
        int slash = inner.indexOf('/');
        return slash == 7 && isMonth(inner.substring(0, 7)) ? Optional.of(inner.substring(0, 7)) : Optional.empty();
    }

    private static boolean isMonth(String folder) {
        for (int i = 0; i < 7; i++) {
            char c = folder.charAt(i);
            if (i == 4 ? c != '-' : c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /// What the file of a link says, if it is present. The link may differ in case, in the end of the name, or in the
    /// folder of a file that lies in none of its own.
    Optional<PocHead> follow(String link) {
        var path = Stream.of(link, link + "_exp.sol", FOLDER + fileName(link))
                .flatMap(spelling -> Stream.of(spelling, spelling.toLowerCase(Locale.ROOT)))
                .map(bySpelling::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (path == null) {
            return Optional.empty();
        }
        linked.add(path);
        return Optional.of(head(path));
    }

    /// The proofs of concept that no entry links; files with another kind of name may be anything.
    List<String> unlinked() {
        return paths.stream()
                .filter(path -> !linked.contains(path)
                        && name(path).length() < fileName(path).length() - 4)
                .toList();
    }

    /// What a file says.
    PocHead head(String path) {
        return heads.computeIfAbsent(path, file -> PocHead.read(content.text(file), chains));
    }

    /// The name that a file name gives: `Foo_exp.sol` is Foo.
    static String name(String path) {
        var file = fileName(path);
        int end = file.lastIndexOf("_exp");
        return end > 0 ? file.substring(0, end) : file.substring(0, file.length() - 4);
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}

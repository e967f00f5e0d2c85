package dev.kamiyo.web;

import dev.kamiyo.files.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The styles and modules of the pages, under names that change with their content, so that browsers keep them for
/// ever. Immutable.
public final class Assets {
    /// In an order in which each module comes behind those that it imports.
    private static final List<String> FILES = Stream.concat(
                    Stream.of(
                            "style.css",
                            "theme.js",
                            "frame.js",
                            "overview.js",
                            "explore.js",
                            "status.js",
                            "refusal.js",
                            "docs.js",
                            "admin/ask.js",
                            "admin/amount.js",
                            "admin/make.js",
                            "admin/watch.js",
                            "admin/admin.js"),
                    Desk.PARTS.stream().map(Desk.Part::file))
            .toList();

    /// A file.
    ///
    /// @param type its media type
    /// @param text its content
    public record Asset(String type, String text) {}

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Asset> byName = new LinkedHashMap<>();

    private Assets() {
        for (var file : FILES) {
            var text = read(file);
            var folder = file.substring(0, file.lastIndexOf('/') + 1);
            for (var known : names.entrySet()) {
                if (known.getKey().startsWith(folder)) {
                    var from = known.getKey().substring(folder.length());
                    text = text.replace("\"./" + from + "\"", "\"./" + known.getValue() + "\"");
                }
            }
            int dot = file.indexOf('.');
            var hash = Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
            var name = file.substring(0, dot).replace('/', '-') + "-" + hash + file.substring(dot);
            names.put(file, name);
            byName.put(name, new Asset(file.endsWith(".css") ? "text/css" : "text/javascript", text));
        }
    }

    /// The program's files.
    public static Assets load() {
        return new Assets();
    }

    private static String read(String file) {
        try (var in = Assets.class.getResourceAsStream("/web/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the file web/" + file + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where a file is served.
    String url(String file) {
        var name = names.get(file);
        if (name == null) {
            throw new IllegalArgumentException("there is no file " + file);
        }
        return "/assets/" + name;
    }

    /// The file with a name that a page gave; empty for any other.
    public Optional<Asset> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}

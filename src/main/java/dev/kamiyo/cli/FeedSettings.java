package dev.kamiyo.cli;

import dev.kamiyo.source.Feed;
import dev.kamiyo.source.Source;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which feeds are fetched on schedule, and where.
final class FeedSettings {
    private static final String ON_BY_DEFAULT = "defillama,defihacklabs,slowmist,rekt,web3isgoinggreat";

    private FeedSettings() {}

    /// The feeds of this process.
    ///
    /// @throws FailedException when the setting names a feed that does not exist, or one without a place
    static List<Feed> fromEnvironment(List<Source> sources) {
        return feeds(sources, System.getenv("KAMIYO_FEEDS"));
    }

    /// @param chosen names, parted by commas, each with `=` and a location if it is not the feed's home; null for
    ///     those that are on by default
    static List<Feed> feeds(List<Source> sources, @Nullable String chosen) {
        var locations = locations(chosen == null ? ON_BY_DEFAULT : chosen);
        for (var name : locations.keySet()) {
            if (sources.stream().noneMatch(source -> source.name().equals(name))) {
                throw FailedException.wrongUsage("KAMIYO_FEEDS names '" + name + "', which is not a feed; allowed: "
                        + String.join(", ", sources.stream().map(Source::name).toList()));
            }
        }
        return sources.stream().map(source -> feed(source, locations)).toList();
    }

    private static Map<String, String> locations(String text) {
        var locations = new HashMap<String, String>();
        Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> {
                    int equals = entry.indexOf('=');
                    var name = equals < 0 ? entry : entry.substring(0, equals).strip();
                    locations.put(
                            name, equals < 0 ? "" : entry.substring(equals + 1).strip());
                });
        return locations;
    }

    private static Feed feed(Source source, Map<String, String> locations) {
        var named = locations.get(source.name());
        var location = named == null || named.isEmpty() ? source.home() : named;
        if (named != null && location.isEmpty()) {
            throw FailedException.wrongUsage("KAMIYO_FEEDS names '" + source.name() + "' without a place; write "
                    + source.name() + "=/path/of/it");
        }
        return new Feed(source, location, named != null);
    }
}

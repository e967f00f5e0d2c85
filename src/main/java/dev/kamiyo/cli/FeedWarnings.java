package dev.kamiyo.cli;

import dev.kamiyo.guardian.Warning;
import dev.kamiyo.source.FeedTrouble;
import dev.kamiyo.source.Feeds;
import java.util.List;
import java.util.function.Supplier;

/// What is to be warned of in feeds.
record FeedWarnings(Feeds feeds) implements Supplier<List<Warning>> {
    @Override
    public List<Warning> get() {
        return feeds.troubles().stream().map(FeedWarnings::warning).toList();
    }

    private static Warning warning(FeedTrouble trouble) {
        return switch (trouble) {
            case FeedTrouble.Stale(var feed, var last) -> new Warning.FeedStale(feed, last);
            case FeedTrouble.Drifting(var feed, var why) -> new Warning.FeedDrifting(feed, why);
        };
    }
}

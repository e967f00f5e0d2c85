package dev.kamiyo.source;

import dev.kamiyo.net.Outgoing.Limits;
import java.time.Clock;

/// A main class for [dev.kamiyo.testing.ChildProcess] that fetches a file or folder of one's own, and says how.
public final class ReadingChild {
    private ReadingChild() {}

    public static void main(String[] args) {
        var feed = new OwnFile(Vocabularies.load(), Clock.systemUTC());
        System.out.println(new Fetcher(Limits.FEED, "test").fetch(feed, args[0], Extent.ALL, "", (_, _) -> {}));
    }
}

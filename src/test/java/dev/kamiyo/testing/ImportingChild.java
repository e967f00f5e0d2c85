package dev.kamiyo.testing;

import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.Order;
import java.io.IOException;
import java.nio.file.Path;

/// A main class for [ChildProcess] that imports [OverlappingFeeds] from one folder into the data of another, and says
/// a line for each claim that is kept.
public final class ImportingChild {
    private ImportingChild() {}

    public static void main(String[] args) throws IOException {
        try (var database = TestDatabase.open(Path.of(args[0]))) {
            var ingestor =
                    new Ingestor(database, new MergeStore(new ExploitStore()), new Fetcher(Limits.FEED, "kamiyo-test"));
            for (var feed : OverlappingFeeds.feeds(Path.of(args[1]))) {
                ingestor.run(feed, Order.newest(feed.location()), (done, _) -> System.out.println(done));
            }
        }
    }
}

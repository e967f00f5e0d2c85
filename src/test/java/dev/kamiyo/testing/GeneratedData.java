package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.source.Catalogue;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.Vocabularies;
import java.util.stream.Gatherers;
import java.util.stream.LongStream;

/// Made-up exploits as the records of one source, brought into the data as those of any source are.
public final class GeneratedData {
    private static final int CHUNK = 5_000;

    private GeneratedData() {}

    /// Imports some of the exploits of a seed.
    ///
    /// @param from the index of the first one
    public static void load(Database database, long seed, long from, long count) {
        var ingestor = ingestor(database);
        var generator = new ExploitGenerator(seed);
        LongStream.range(from, from + count)
                .mapToObj(index -> claim(generator, seed, index))
                .gather(Gatherers.windowFixed(CHUNK))
                .forEach(chunk -> ingestor.keep(chunk, (_, _) -> {}));
    }

    /// Makes of empty data what the first start of a service does: nothing to index, and the starter catalogue.
    public static void begin(Database database) {
        database.write(new MergeStore(new ExploitStore())::indexMore);
        new Catalogue(Vocabularies.load()).loadInto(database, ingestor(database));
    }

    private static Ingestor ingestor(Database database) {
        return new Ingestor(database, new MergeStore(new ExploitStore()), new Fetcher(Limits.FEED, "kamiyo"));
    }

    private static Claim claim(ExploitGenerator generator, long seed, long index) {
        var facts = generator.exploit(index);
        return new Claim(
                "generated",
                seed + "-" + index,
                null,
                facts,
                FactsJson.write(facts).toString());
    }
}

package dev.kamiyo.source;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Comparison;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Saved;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Brings claims into the data, one write a claim, many in flight. Safe for use by many threads.
public final class Ingestor {
    private static final int IN_FLIGHT = 512;

    private final SourceStore sources = new SourceStore();
    private final Database database;
    private final ExploitStore exploits;
    private final Fetcher fetcher;

    /// @param fetcher reads feeds
    public Ingestor(Database database, ExploitStore exploits, Fetcher fetcher) {
        this.database = database;
        this.exploits = exploits;
        this.fetcher = fetcher;
    }

    /// Hears how far an import is.
    @FunctionalInterface
    public interface Progress {
        /// @param done records that are dealt with
        /// @param total records in all
        void at(int done, int total);
    }

    /// Fetches a feed and keeps what it says. A feed that cannot be trusted as a whole changes nothing.
    ///
    /// @param location a path or URL
    /// @param dryRun only say what would change
    /// @throws dev.kamiyo.db.DbFaultException when the data cannot be read or written; what was kept stays, and
    ///     the same import again goes on from there
    public Import run(Source source, String location, boolean dryRun, Progress progress) {
        var known = database.read(reader -> sources.validators(reader, source.name(), location));
        return switch (fetcher.fetch(source, location, known)) {
            case Fetch.NotModified _ -> new Import.NotModified();
            case Fetch.RateLimited limited ->
                new Import.Refused(
                        "the server asks to wait " + limited.patience().toSeconds() + " s");
            case Fetch.Malformed malformed -> new Import.Refused(malformed.why());
            case Fetch.Unreachable unreachable -> new Import.Refused(unreachable.why());
            case Fetch.Fetched fetched -> take(source, location, fetched, dryRun, progress);
        };
    }

    private Import take(Source source, String location, Fetch.Fetched fetched, boolean dryRun, Progress progress) {
        Parsed parsed;
        try {
            parsed = source.parse(fetched.content());
        } catch (MalformedFeedException e) {
            return new Import.Refused(e.why());
        }
        var counts = dryRun ? compare(parsed.claims()) : keep(parsed.claims(), progress);
        if (!dryRun) {
            database.write(tx -> sources.fetched(tx, source.name(), location, fetched.validators()));
        }
        return new Import.Done(counts, parsed.rejected(), dryRun);
    }

    private Import.Counts compare(List<Claim> claims) {
        return database.read(reader -> {
            var counts = new Tally();
            claims.forEach(claim -> counts.add(exploits.compare(reader, claim)));
            return counts.done();
        });
    }

    /// Keeps claims, in their order.
    public Import.Counts keep(List<Claim> claims, Progress progress) {
        var counts = new Tally();
        var flying = new ArrayDeque<CompletableFuture<Saved>>();
        int done = 0;
        for (var claim : claims) {
            if (flying.size() >= IN_FLIGHT) {
                counts.add(await(flying.remove()));
                progress.at(++done, claims.size());
            }
            flying.add(database.submit(tx -> exploits.save(tx, claim)));
        }
        while (!flying.isEmpty()) {
            counts.add(await(flying.remove()));
            progress.at(++done, claims.size());
        }
        return counts.done();
    }

    private static Comparison await(CompletableFuture<Saved> saved) {
        return switch (Database.await(saved)) {
            case Saved.New _ -> Comparison.NEW;
            case Saved.Changed _ -> Comparison.CHANGED;
            case Saved.Unchanged _ -> Comparison.UNCHANGED;
        };
    }

    private static final class Tally {
        private int added;
        private int changed;
        private int unchanged;

        void add(Comparison comparison) {
            switch (comparison) {
                case NEW -> added++;
                case CHANGED -> changed++;
                case UNCHANGED -> unchanged++;
            }
        }

        Import.Counts done() {
            return new Import.Counts(added, changed, unchanged);
        }
    }
}

package dev.kamiyo.source;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Comparison;
import dev.kamiyo.exploit.Saved;
import dev.kamiyo.merge.MergeStore;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Brings claims into the data, one write a claim, many in flight. Safe for use by many threads.
public final class Ingestor {
    /// As many as make a group of writes: more are no faster.
    private static final int IN_FLIGHT = 1_024;

    private final SourceStore sources = new SourceStore();
    private final FeedStore feeds = new FeedStore();
    private final AliasStore aliases = new AliasStore();
    private final Database database;
    private final MergeStore exploits;
    private final Fetcher fetcher;

    /// @param fetcher reads feeds
    public Ingestor(Database database, MergeStore exploits, Fetcher fetcher) {
        this.database = database;
        this.exploits = exploits;
        this.fetcher = fetcher;
    }

    /// Fetches a feed and keeps what it says. A feed that cannot be trusted as a whole changes nothing.
    ///
    /// @throws dev.kamiyo.db.DbFaultException when the data cannot be read or written; what was kept stays, and
    ///     the same import again goes on from there
    public Import run(Feed feed, Order order, Progress progress) {
        var source = feed.source();
        var known =
                switch (order.extent()) {
                    case NEWEST -> database.read(reader -> sources.validators(reader, source.name(), order.location()));
                    case ALL -> "";
                };
        return switch (fetcher.fetch(source, order.location(), order.extent(), known, progress)) {
            case Fetch.NotModified _ -> new Import.NotModified();
            case Fetch.RateLimited limited ->
                new Import.Refused(
                        "the server asks to wait " + limited.patience().toSeconds() + " s", limited.patience());
            case Fetch.Malformed malformed -> new Import.Refused(malformed.why());
            case Fetch.Unreachable unreachable -> new Import.Refused(unreachable.why());
            case Fetch.Fetched fetched -> take(feed, order, fetched, progress);
        };
    }

    private Import take(Feed feed, Order order, Fetch.Fetched fetched, Progress progress) {
        var source = feed.source();
        if (fetched.content().files().isEmpty()) {
            return new Import.Refused("none of its files is there; " + source.accepts() + " is due");
        }
        try {
            return take(feed, order, fetched, source.parse(fetched.content()), progress);
        } catch (MalformedFeedException e) {
            return new Import.Refused(e.why());
        }
    }

    private Import take(Feed feed, Order order, Fetch.Fetched fetched, Parsed parsed, Progress progress) {
        var source = feed.source();
        var drift = order.acceptDrift() ? Optional.<String>empty() : drift(source, order, parsed);
        if (drift.isPresent()) {
            return new Import.Drifted(drift.get());
        }
        var coverage = source.coverage(order.extent(), fetched.content());
        var settled = database.read(reader -> Twins.settled(reader, source, parsed, coverage));
        var asked = order.location().equals(feed.location()) ? coverage : Coverage.PART;
        var found = database.read(reader -> Reconciliation.of(reader, source.name(), settled, asked));
        if (order.dryRun()) {
            return new Import.Done(compare(found.claims()), settled.rejected(), true, found.withdrawal());
        }
        if (!found.renamed().isEmpty()) {
            database.write(tx -> aliases.put(tx, source.name(), found.renamed()));
        }
        var counts = keep(found.claims(), progress);
        var withdrawn = found.missing().stream()
                .map(claim -> database.submitBulk(exploits.withdrawing(claim)))
                .toList();
        withdrawn.forEach(Database::await);
        database.write(tx -> {
            feeds.taken(tx, source.name(), order.location(), order.extent(), Shape.of(parsed));
            return sources.fetched(tx, source.name(), order.location(), fetched.validators());
        });
        return new Import.Done(counts, settled.rejected(), false, found.withdrawal());
    }

    private Optional<String> drift(Source source, Order order, Parsed parsed) {
        return Shape.suspicion(
                parsed, database.read(reader -> feeds.shape(reader, source.name(), order.location(), order.extent())));
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
            flying.add(database.submitBulk(exploits.saving(claim)));
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

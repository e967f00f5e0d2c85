package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.merge.Submission;
import dev.kamiyo.merge.SubmissionStore;
import dev.kamiyo.merge.SubmissionStore.Submitted;
import dev.kamiyo.testing.SoakLine.Acknowledged;
import dev.kamiyo.testing.SoakLine.Doubled;
import dev.kamiyo.testing.SoakLine.Lost;
import dev.kamiyo.testing.SoakLine.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One thread's writes: new keys, now and then twice at the same time, and old keys again. One that is refused is made
/// again with its key, until it is answered.
final class SoakWriter implements Runnable {
    /// Whose keys they are.
    static final String CALLER = "soak";

    private static final int ONE_IN = 10;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Database database;
    private final long seed;
    private final AcknowledgedLog log;
    private final Consumer<SoakLine> report;
    private final SubmissionStore submissions =
            new SubmissionStore(new ExploitStore(), new MergeStore(new ExploitStore()));
    private final SplittableRandom random;
    private SoakKey key;
    private @Nullable SoakKey refused;

    /// @param first the thread's first key that is not known to be acknowledged
    /// @param log what was acknowledged by the children before
    SoakWriter(Database database, long seed, SoakKey first, AcknowledgedLog log, Consumer<SoakLine> report) {
        this.database = database;
        this.seed = seed;
        this.key = first;
        this.log = log;
        this.report = report;
        this.random = new SplittableRandom(seed ^ first.hashCode());
    }

    @Override
    public void run() {
        while (true) {
            try {
                report.accept(write());
                if (random.nextInt(ONE_IN) == 0) {
                    repeatAnOldOne();
                }
                key = new SoakKey(key.thread(), key.n() + 1);
            } catch (DbFaultException e) {
                if (!key.equals(refused)) {
                    refused = key;
                    report.accept(new Refused(key, e.fault().toString()));
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private SoakLine write() {
        int times = random.nextInt(ONE_IN) == 0 ? 2 : 1;
        var answers = Stream.generate(() -> submit(key)).limit(times).toList().stream()
                .map(Database::await)
                .map(this::line)
                .distinct()
                .toList();
        return answers.size() == 1
                ? answers.getFirst()
                : new Doubled(key + ", written twice at the same time: " + answers);
    }

    private SoakLine line(Submitted submitted) {
        return switch (submitted) {
            case Submitted.Added(var id, var json) -> Acknowledged.of(key, id, json);
            case Submitted.Repeated(var id, var json) -> Acknowledged.of(key, id, json);
            case Submitted.OtherRequest _ -> new Doubled(key + " belongs to another request");
        };
    }

    private void repeatAnOldOne() throws IOException {
        log.any(random)
                .ifPresent(old -> finding(old, Database.await(submit(old.key())))
                        .ifPresent(what -> report.accept(new Lost(old.key(), "when it was repeated: " + what))));
    }

    private static Optional<String> finding(Acknowledged old, Submitted submitted) {
        return switch (submitted) {
            case Submitted.Added added ->
                Optional.of("it was written anew as " + added.id().text());
            case Submitted.OtherRequest _ -> Optional.of("it belongs to another request");
            case Submitted.Repeated(var id, var json) ->
                Acknowledged.of(old.key(), id, json).equals(old)
                        ? Optional.empty()
                        : Optional.of("it got another answer: " + json);
        };
    }

    private CompletableFuture<Submitted> submit(SoakKey one) {
        var submission = new Submission(CALLER, Optional.of(one.toString()), one.facts(seed));
        return database.submit(tx -> submissions.add(tx, submission));
    }
}

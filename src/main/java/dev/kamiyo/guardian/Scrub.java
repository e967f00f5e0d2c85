package dev.kamiyo.guardian;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads both copies and the journal whole every hour, on connections of their own: damage that nobody reads, and that
/// no `stat` shows, is found before the sound copy is needed. A copy that is not sound leaves service, and the guardian
/// heals it. The journal is read for the first time soon after the start, which does not read it whole.
final class Scrub implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Database database;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("scrub").daemon().factory());
    private Instant nextCopies;
    private Instant nextJournal;

    /// Starts waiting for the first time.
    Scrub(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.nextCopies = clock.instant().plus(EVERY);
        this.nextJournal = clock.instant().plus(SOON);
        var _ = thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        var now = clock.instant();
        nextJournal = notLaterThan(now.plus(EVERY), nextJournal);
        nextCopies = notLaterThan(now.plus(EVERY), nextCopies);
        try {
            if (!now.isBefore(nextJournal)) {
                nextJournal = now.plus(EVERY);
                database.scrubJournal();
            }
            if (!now.isBefore(nextCopies)) {
                nextCopies = now.plus(EVERY);
                for (var role : Role.values()) {
                    scrub(role);
                }
            }
        } catch (InterruptedException | ClosedByInterruptException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("the journal could not be read whole: {}; it is tried again within the hour", e.getMessage());
        } catch (RuntimeException e) {
            log.error("what is kept could not be looked through; this is a defect, please report it", e);
        }
    }

    /// A clock that went back must not put a look off.
    private static Instant notLaterThan(Instant limit, Instant planned) {
        return planned.isAfter(limit) ? limit : planned;
    }

    /// An edit by hand makes a copy unsound for the moment until it is taken back: only two looks that agree count.
    private void scrub(Role role) throws InterruptedException {
        if (harm(role).isPresent()) {
            Thread.sleep(BETWEEN_LOOKS);
            harm(role).ifPresent(fault -> database.doubt(role, fault));
        }
    }

    private Optional<DbFault> harm(Role role) {
        if (!database.copy(role).inService()) {
            return Optional.empty();
        }
        return switch (database.inspect(role)) {
            case Inspection.Sound _ -> Optional.empty();
            case Inspection.Unsound unsound ->
                unsound.fault().keepsContent() ? Optional.empty() : Optional.of(unsound.fault());
        };
    }

    /// Stops; a look that is under way is cut short between the copies.
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}

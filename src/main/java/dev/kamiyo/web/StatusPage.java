package dev.kamiyo.web;

import dev.kamiyo.backup.Backup;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.guardian.Day;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.History;
import dev.kamiyo.guardian.Incident;
import dev.kamiyo.guardian.Warnings;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.FeedState;
import dev.kamiyo.source.Feeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The state of the data in plain words. It is made of what the process knows, so that it can be read whatever the
/// data do.
///
/// @param sentence what is true now
/// @param seq the last acknowledged write
/// @param journalFiles how many files the journal has; -1 when they cannot be seen
/// @param copies the primary, then the standby
/// @param backups the newest ones
/// @param disks the disks of the data and of the standby
/// @param feeds those that are fetched on schedule
/// @param days the last 90, the oldest first
/// @param incidents the newest ones
public record StatusPage(
        String sentence,
        long seq,
        int journalFiles,
        List<CopyLine> copies,
        List<BackupLine> backups,
        List<Disk> disks,
        List<WarningLine> warnings,
        List<FeedLine> feeds,
        List<DayMark> days,
        List<IncidentLine> incidents) {
    private static final int SHOWN = 20;

    /// A copy of the data.
    record CopyLine(String name, boolean isWell, String state, String seq) {}

    /// A verified backup.
    record BackupLine(When when, String size, long seq, long exploits, String file) {}

    /// A disk.
    record Disk(String holds, String used, String free) {}

    /// What will be a fault unless somebody acts.
    record WarningLine(String text, String next, When since) {}

    /// A feed.
    ///
    /// @param mark `well`, or `look` when somebody should; empty before the first fetch
    record FeedLine(String name, String home, String mark, String state, When last, When next) {}

    /// A day of the strip.
    record DayMark(String state, String title) {}

    /// An incident.
    record IncidentLine(String id, When when, String trigger, String state, String lasted) {}

    /// What the page is made of.
    public record Sources(
            Database database,
            Guardian guardian,
            Warnings warnings,
            Feeds feeds,
            BackupStore backups,
            Restore restore) {}

    static StatusPage read(Sources sources, Instant now) {
        var database = sources.database;
        var seq = database.head().seq();
        var copies = database.copies();
        var history = sources.guardian.history();
        var backups = backups(sources);
        return new StatusPage(
                sentence(copies, backups, sources, now),
                seq,
                journalFiles(database),
                copies.stream()
                        .map(copy -> line(copy, seq, copies.stream().filter(CopyStatus::inService)))
                        .toList(),
                backups.stream().limit(SHOWN).map(backup -> line(backup, now)).toList(),
                disks(database),
                sources.warnings.now().stream()
                        .map(standing -> new WarningLine(
                                Names.capital(standing.warning().text()),
                                Names.capital(standing.warning().next()),
                                When.moment(standing.since(), now)))
                        .toList(),
                feeds(sources, now),
                history.days().stream().map(StatusPage::mark).toList(),
                incidents(history, now));
    }

    private static String sentence(List<CopyStatus> copies, List<Backup> backups, Sources sources, Instant now) {
        var goingTo = sources.restore.goingTo();
        if (goingTo.isPresent()) {
            return "The data go back to write " + Figures.count(goingTo.getAsLong()) + "; reads go on.";
        }
        var out = copies.stream().filter(copy -> !copy.inService()).toList();
        var first = out.isEmpty()
                ? "Every copy is in step."
                : out.size() == copies.size()
                        ? "No copy is in service; answers come from what can still be read."
                        : "The " + out.getFirst().role().label()
                                + " is being brought back; answers come from the other copy.";
        var incident =
                sources.guardian.incident().map(open -> " An incident is open.").orElse("");
        var backup = backups.isEmpty()
                ? " There is no backup yet."
                : " Last backup " + When.ago(backups.getFirst().madeAt(), now) + ", verified.";
        return first + incident + backup;
    }

    /// @param inService in the order in which readers ask them
    private static CopyLine line(CopyStatus copy, long head, Stream<CopyStatus> inService) {
        var answers = inService.findFirst().filter(copy::equals).map(_ -> ", answers readers");
        var seq = copy.head()
                        .map(at -> "write " + Figures.count(at.seq())
                                + (at.seq() < head ? ", " + Figures.count(head - at.seq()) + " behind" : ""))
                        .orElse("not open")
                + answers.orElse("");
        return new CopyLine(
                Names.capital(copy.role().label()),
                copy.inService(),
                copy.fault().map(DbFault::words).orElse("in step"),
                seq);
    }

    private static BackupLine line(Backup backup, Instant now) {
        return new BackupLine(
                When.moment(backup.madeAt(), now),
                Figures.bytes(backup.bytes()),
                backup.head().seq(),
                backup.rows("exploits"),
                String.valueOf(backup.file().getFileName()));
    }

    /// A folder that cannot be read has none to show; its fault is an incident's or a warning's to tell.
    private static List<Backup> backups(Sources sources) {
        try {
            return sources.backups.own(sources.database.head().store());
        } catch (IOException _) {
            return List.of();
        }
    }

    private static int journalFiles(Database database) {
        try {
            return database.segments().size();
        } catch (IOException _) {
            return -1;
        }
    }

    private static List<Disk> disks(Database database) {
        return List.of(
                disk("data, journal and backups", database.folders().data()),
                disk("the standby", database.folders().run()));
    }

    private static Disk disk(String holds, Path folder) {
        try {
            return new Disk(holds, DiskSpace.usedPercent(folder) + " %", Figures.bytes(DiskSpace.free(folder)));
        } catch (IOException _) {
            return new Disk(holds, "unknown", "unknown");
        }
    }

    private static List<FeedLine> feeds(Sources sources, Instant now) {
        var stale = StaleFeeds.of(sources.feeds, now);
        try {
            return sources.database.read(reader -> sources.feeds.all().stream()
                    .filter(feed -> feed.scheduled())
                    .map(feed -> line(feed, sources.feeds.state(reader, feed), stale.has(feed.name()), now))
                    .toList());
        } catch (DbFaultException _) {
            return List.of(); // the sentence tells that nothing can be read
        }
    }

    private static FeedLine line(Feed feed, FeedState state, boolean isStale, Instant now) {
        var words = state.attempts() == 0
                ? "not fetched yet"
                : state.drift() != null
                        ? "has changed its form: " + state.drift()
                        : state.failures() > 0
                                ? "failed " + Figures.count(state.failures(), "time") + ": " + feed.publicFailure(state)
                                : Figures.count(state.records() == null ? 0 : state.records(), "record");
        boolean isWell = state.failures() == 0 && state.drift() == null && !isStale;
        return new FeedLine(
                feed.name(),
                Links.safe(feed.source().home()),
                !isWell ? "look" : state.attempts() > 0 ? "well" : "",
                isStale ? "stale; " + words : words,
                moment(state.lastSuccess(), now),
                moment(state.nextRun(), now));
    }

    private static When moment(@Nullable Instant at, Instant now) {
        return at == null ? When.UNKNOWN : When.moment(at, now);
    }

    private static DayMark mark(Day day) {
        var words =
                switch (day.state()) {
                    case UNKNOWN -> "before the first start";
                    case FINE -> "no incident";
                    case DEGRADED -> "an incident that readers did not notice, " + lasted(day);
                    case DOWN -> "readers were refused, " + lasted(day);
                };
        return new DayMark(day.state().label(), day.day() + ": " + words);
    }

    private static String lasted(Day day) {
        return When.span(Duration.ofSeconds(day.seconds()));
    }

    private static List<IncidentLine> incidents(History history, Instant now) {
        return history.incidents().stream()
                .limit(SHOWN)
                .map(incident -> line(incident, now))
                .toList();
    }

    private static IncidentLine line(Incident incident, Instant now) {
        return new IncidentLine(
                incident.id(),
                When.moment(incident.openedAt(), now),
                incident.trigger(),
                incident.closedAt().isPresent() ? "closed" : "open",
                incident.healedAt()
                        .map(healed -> When.lasted(Duration.between(incident.openedAt(), healed)))
                        .orElse("not over"));
    }

    /// The strip in words.
    String strip() {
        long known = days.stream().filter(day -> !day.state.equals("unknown")).count();
        long fine = days.stream().filter(day -> day.state.equals("fine")).count();
        var span = Figures.count(known, "day") + (known < days.size() ? " since the first start" : "");
        return known == fine
                ? "No incident in " + span + "."
                : Figures.count(known - fine) + " of " + span + " had an incident.";
    }
}

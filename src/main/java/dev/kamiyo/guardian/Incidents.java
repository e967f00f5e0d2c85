package dev.kamiyo.guardian;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Loss;
import dev.kamiyo.db.Outage;
import dev.kamiyo.db.Role;
import dev.kamiyo.guardian.Event.Kind;
import dev.kamiyo.guardian.IncidentListener.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the record of the one incident that may be open: a symptom opens it or joins it, and it is closed when all
/// has been well for a while, so that a fault that comes in several steps is one incident. One that a dead process
/// left open goes on. Written by the guardian's thread, read by all.
final class Incidents {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LEVEL_2_AFTER = Duration.ofMinutes(15);

    private final IncidentFolder folder;
    private final Database database;
    private final Clock clock;
    private final Supplier<List<String>> logLines;
    private final IncidentListener listener;
    private @Nullable Incident open;
    private volatile @Nullable Incident kept;
    private volatile IncidentTally tally = new IncidentTally(0, Duration.ZERO);
    private Outage.Tally reads;
    private Outage.Tally writes;
    private long seq;

    Incidents(
            IncidentFolder folder,
            Database database,
            Clock clock,
            Supplier<List<String>> logLines,
            IncidentListener listener) {
        this.folder = folder;
        this.database = database;
        this.clock = clock;
        this.logLines = logLines;
        this.listener = listener;
        this.reads = database.reads().tally();
        this.writes = database.writes().tally();
        this.seq = database.seq();
        folder.newestFirst().stream().filter(one -> one.closedAt().isEmpty()).forEach(this::resume);
    }

    /// Of several that were left open, which no process leaves, the oldest goes on and the others end with it.
    private void resume(Incident left) {
        if (open != null) {
            add(Kind.CLOSED, "", "", "it goes on in incident " + left.id());
            keep();
            open().ifPresent(folder::report);
        }
        open = left;
        add(Kind.RESUMED, "", "", "the service was started again");
        keep();
        listener.changed(Change.OPENED, open().orElse(left));
        log.warn("incident {} was left open and goes on: {}", left.id(), left.trigger());
    }

    /// The open incident as it was written down last.
    Optional<Incident> kept() {
        return Optional.ofNullable(kept);
    }

    /// What was counted so far.
    IncidentTally tally() {
        return tally;
    }

    private Optional<Incident> open() {
        return Optional.ofNullable(open);
    }

    /// Notes a symptom; the first one opens an incident. The log is saved before anything is done.
    ///
    /// @param since when it began
    void see(Symptom symptom, Instant since) {
        boolean first = open == null;
        if (first) {
            reads = database.reads().tally();
            writes = database.writes().tally();
            seq = database.seq();
            open = new Incident(name(symptom), List.of());
        }
        add(since, Kind.SYMPTOM, symptom.copy().label(), symptom.name(), symptom.text());
        add(Kind.CAUSE, symptom.copy().label(), symptom.name(), Playbook.cause(symptom));
        add(Kind.PREVENTION, symptom.copy().label(), symptom.name(), Playbook.prevention(symptom));
        if (first) {
            add(Kind.PAGED, "", "", listener.pages() ? "level 1: opened" : "nobody: no channel is told of it");
            save("log.txt", String.join("\n", logLines.get()) + "\n");
            save("files.txt", files());
            add(Kind.SAVED, "", "", "log.txt and files.txt, before anything was replaced");
            keep();
            tally = tally.andOpened();
            open().ifPresent(incident -> listener.changed(Change.OPENED, incident));
            log.warn(
                    "incident {} is open: {}; kamiyo incidents",
                    open().map(Incident::id).orElse(""),
                    symptom.text());
        } else {
            keep();
        }
    }

    /// Notes what the start could not bring back, which is over by now and must be known all the same.
    void lost(Loss loss) {
        see(new Symptom.Lost(Role.PRIMARY, loss.words()), clock.instant());
        add(Kind.RECOVERED, Role.PRIMARY.label(), "", "the start built it from " + loss.backup());
        keep();
    }

    private boolean hasLost() {
        return open().stream()
                .flatMap(now -> now.events().stream())
                .anyMatch(event -> event.kind() == Kind.SYMPTOM && event.name().equals(Symptom.Lost.NAME));
    }

    private String name(Symptom symptom) {
        var id = STAMP.format(clock.instant()) + "-" + symptom.name();
        var taken = folder.newestFirst().stream().map(Incident::id).toList();
        for (int i = 2; taken.contains(id); i++) {
            id = STAMP.format(clock.instant()) + "-" + symptom.name() + "-" + i;
        }
        return id;
    }

    /// Notes what is done for a copy, if an incident is open. What is the same as before is not told again.
    void note(Kind kind, CopyStatus status, String name, String text) {
        var now = open;
        if (now != null && !text.equals(last(now, kind))) {
            add(kind, status.role().label(), name, text);
            keep();
        }
    }

    private static String last(Incident incident, Kind kind) {
        return incident.events().reversed().stream()
                .filter(event -> event.kind() == kind)
                .map(Event::text)
                .findFirst()
                .orElse("");
    }

    /// How often something was replaced since both copies were last in service, also before a restart.
    long attempts() {
        return open().map(now -> now.events().reversed().stream()
                        .takeWhile(event -> event.kind() != Kind.HEALED)
                        .filter(event -> event.kind() == Kind.ATTEMPT)
                        .filter(event -> Remedy.valueOf(event.name()).replaces())
                        .count())
                .orElse(0L);
    }

    /// Closes the incident once all has been well for a while; escalates it when that takes too long.
    void tick(boolean allIsWell) {
        var now = open;
        if (now == null) {
            return;
        }
        if (!allIsWell) {
            escalate(now);
        } else if (now.healedAt().isEmpty()) {
            add(new Event(clock.instant(), Kind.HEALED, "", "", "both copies are in service", numbers()));
            keep();
        } else if (!clock.instant().isBefore(now.healedAt().get().plus(QUIET))) {
            close(now);
        }
    }

    private void close(Incident now) {
        var numbers = numbers();
        save("log-end.txt", String.join("\n", logLines.get()) + "\n");
        add(new Event(clock.instant(), Kind.CLOSED, "", "", "closed", numbers));
        keep();
        tally = tally.andLasted(now.lasted().orElse(Duration.ZERO));
        open().ifPresent(incident -> listener.changed(Change.CLOSED, incident));
        open().ifPresent(folder::report);
        open = null;
        kept = null;
        log.info(
                "incident {} is closed after {} ms: {}; kamiyo incidents {}",
                now.id(),
                now.lasted().map(Duration::toMillis).orElse(0L),
                now.trigger(),
                now.id());
    }

    private void escalate(Incident now) {
        if (now.level() > 1 || clock.instant().isBefore(now.openedAt().plus(LEVEL_2_AFTER))) {
            return;
        }
        add(Kind.ESCALATED, "", "", "level 2: not healed after " + LEVEL_2_AFTER.toMinutes() + " minutes");
        keep();
        save("bundle/log.txt", String.join("\n", logLines.get()) + "\n");
        save("bundle/files.txt", files());
        save("bundle/manifests.ndjson", manifests());
        open().ifPresent(incident -> save("bundle/report.md", incident.markdown()));
        var place = open().flatMap(folder::report).map(Path::toString).orElse("nowhere: both disks refuse");
        open().ifPresent(incident -> listener.changed(Change.ESCALATED, incident));
        log.error(
                "incident {} is not healed after {} minutes: {}; a person must look; the bundle is in {}",
                now.id(),
                LEVEL_2_AFTER.toMinutes(),
                now.trigger(),
                place);
    }

    private Map<String, Long> numbers() {
        var read = database.reads().tally().since(reads);
        var written = database.writes().tally().since(writes);
        var numbers = new HashMap<>(Map.of(
                "reads_failed", read.failed(),
                "readers_down_ms", read.lasted().toMillis(),
                "writes_refused", written.failed(),
                "writes_unknown", written.unknown(),
                "writers_down_ms", written.lasted().toMillis()));
        if (!hasLost()) { // nobody knows how many those were
            numbers.put("writes_lost", Math.max(0, seq - database.head().seq()));
        }
        return Map.copyOf(numbers);
    }

    private void add(Kind kind, String copy, String name, String text) {
        add(clock.instant(), kind, copy, name, text);
    }

    private void add(Instant at, Kind kind, String copy, String name, String text) {
        add(Event.of(at, kind, copy, name, text));
    }

    private void add(Event event) {
        open().ifPresent(now -> {
            var events = new ArrayList<>(now.events());
            events.add(event);
            open = new Incident(now.id(), List.copyOf(events));
        });
    }

    private void keep() {
        open().ifPresent(folder::keep);
        kept = open;
    }

    private void save(String name, String text) {
        open().ifPresent(now -> folder.write(now, name, text));
    }

    /// Mode, size and time of every file, which tells more than any of them.
    private String files() {
        var text = new StringBuilder();
        for (var place : List.of(database.folders().data(), database.folders().run())) {
            try (Stream<Path> all = Files.walk(place)) {
                all.sorted().forEach(file -> text.append(stat(file)).append('\n'));
            } catch (IOException | UncheckedIOException e) {
                text.append(place).append(": ").append(e.getMessage()).append('\n');
            }
        }
        return text.toString();
    }

    private static String stat(Path file) {
        try {
            var found = Files.readAttributes(file, PosixFileAttributes.class);
            return "%s %s %,15d %s %s"
                    .formatted(
                            PosixFilePermissions.toString(found.permissions()),
                            found.owner(),
                            found.size(),
                            found.lastModifiedTime(),
                            file);
        } catch (IOException e) {
            return file + ": " + e.getMessage();
        }
    }

    private String manifests() {
        var text = new StringBuilder();
        try (Stream<Path> all = Files.list(database.folders().data().resolve("backups"))) {
            for (var file :
                    all.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                text.append(Files.readString(file).strip()).append('\n');
            }
        } catch (IOException e) {
            text.append(e.getMessage()).append('\n');
        }
        return text.toString();
    }
}

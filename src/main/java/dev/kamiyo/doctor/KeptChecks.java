package dev.kamiyo.doctor;

import dev.kamiyo.backup.Backup;
import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.guardian.Incident;
import dev.kamiyo.guardian.IncidentFolder;
import dev.kamiyo.journal.JournalChain;
import dev.kamiyo.journal.JournalScan;
import dev.kamiyo.oncall.InvalidOnCallException;
import dev.kamiyo.oncall.OnCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is kept beside the copies: the journal, the backups, edits by hand, room on the disks, the log, incidents.
final class KeptChecks {
    private static final Duration OLD = Duration.ofHours(26);
    private static final int WARNS = 80;
    private static final int ACTS = 95;
    private static final int LAST_LINES = 100;
    private static final int LOOKS = 4;
    private static final Pattern WORDS = Pattern.compile("database|sqlite|error", Pattern.CASE_INSENSITIVE);

    private final Patient patient;
    private final Clock clock;

    KeptChecks(Patient patient, Clock clock) {
        this.patient = patient;
        this.clock = clock;
    }

    List<Check> run() {
        var checks = new ArrayList<>(List.of(journal(), backup()));
        if (patient.backups().hasSecond()) {
            checks.add(secondBackup());
        }
        checks.addAll(List.of(
                edits(),
                disk("disk of data", patient.folders().data()),
                disk("disk of run", patient.folders().run()),
                log(),
                incidents(),
                onCall()));
        return checks;
    }

    private Check journal() {
        var folder = patient.folders().journal();
        try {
            var chain = JournalScan.of(folder);
            for (int look = 1; look < LOOKS && isHarmed(chain); look++) { // a running service may write meanwhile
                chain = JournalScan.of(folder);
            }
            if (chain.segments().isEmpty() && chain.harm().isEmpty()) {
                return patient.hasData()
                        ? Check.bad(
                                "journal",
                                "there is none in " + folder,
                                "writes since the newest backup stand in the copies alone; it begins anew by itself",
                                "kamiyo backup")
                        : Check.ok("journal", "none yet");
            }
            if (isHarmed(chain)) {
                var where = chain.harm().isEmpty()
                        ? "writes are missing between two of its files"
                        : chain.harm().getFirst().words();
                return Check.bad(
                        "journal",
                        where,
                        "the copies hold those writes; a new backup makes the journal before it dispensable",
                        "kamiyo backup");
            }
            return Check.ok(
                    "journal",
                    "%,d files, the chain is whole up to write %,d"
                            .formatted(
                                    chain.segments().size(),
                                    chain.last().map(JournalChain.Run::last).orElse(0L)));
        } catch (IOException e) {
            return Check.bad(
                    "journal", "cannot be read: " + e.getMessage(), "nothing can be written", "ls -la " + folder);
        }
    }

    private static boolean isHarmed(JournalChain chain) {
        return !chain.harm().isEmpty() || chain.runs().size() > 1;
    }

    private Check backup() {
        try {
            return backup("backup", patient.backups().own(store()));
        } catch (IOException e) {
            return Check.bad(
                    "backup",
                    "the folder cannot be read: " + e.getMessage(),
                    "no backup can be made or used",
                    "ls -la " + patient.folders().data().resolve("backups"));
        }
    }

    private Check secondBackup() {
        try {
            return backup("second backup", patient.backups().ownSecond(store()));
        } catch (IOException e) {
            return Check.bad(
                    "second backup",
                    "the folder of KAMIYO_BACKUP_COPY cannot be read: " + e.getMessage(),
                    "a lost disk would take data and backups",
                    "ls -la \"$KAMIYO_BACKUP_COPY\"");
        }
    }

    /// Which data these are, as the journal says; empty where it does not.
    private String store() {
        try {
            var segments = JournalScan.segments(patient.folders().journal());
            return segments.isEmpty() ? "" : segments.getLast().store();
        } catch (IOException _) {
            return ""; // the check of the journal tells of it
        }
    }

    private Check backup(String name, List<Backup> all) {
        if (all.isEmpty()) {
            return Check.bad(
                    name,
                    "there is none",
                    "if both copies and the journal were lost, so would be the data",
                    patient.isBlank() ? "" : "kamiyo backup");
        }
        var newest = all.getFirst();
        var age = Duration.between(newest.madeAt(), clock.instant());
        var what = "%s of %s, up to write %,d; %d kept"
                .formatted(
                        newest.file().getFileName(),
                        newest.madeAt(),
                        newest.head().seq(),
                        all.size());
        var wrong = patient.backups().verify(newest);
        if (wrong.isPresent()) {
            return Check.bad(name, what + ": " + wrong.get(), "it must not be used", "kamiyo backup verify");
        }
        if (age.compareTo(OLD) > 0) {
            return Check.warning(name, what, "older than 26 hours: a daily one was missed", "kamiyo backup");
        }
        return Check.ok(name, what + "; read again, whole");
    }

    private Check edits() {
        try {
            var folder = patient.folders().edits();
            if (Files.notExists(folder)) {
                return Check.ok("edits", "none by hand");
            }
            try (Stream<Path> files = Files.list(folder)) {
                long waiting = files.filter(file -> file.toString().endsWith(".ndjson"))
                        .count();
                return waiting == 0
                        ? Check.ok("edits", "none waits")
                        : Check.warning(
                                "edits",
                                waiting + " edits by hand wait",
                                "somebody wrote with sqlite3; it was taken back and saved",
                                "kamiyo adopt");
            }
        } catch (IOException e) {
            return Check.bad("edits", "cannot be read: " + e.getMessage(), "", "");
        }
    }

    private static Check disk(String name, Path folder) {
        try {
            int used = DiskSpace.usedPercent(folder);
            var what = "%d %% used, %,d MB free, at %s".formatted(used, DiskSpace.free(folder) >> 20, folder);
            if (used >= ACTS) {
                return Check.bad(name, what, "writes stop when it is full", "kamiyo status; docker image prune -f");
            }
            return used >= WARNS
                    ? Check.warning(name, what, "see what takes the room before it is full", "kamiyo status")
                    : Check.ok(name, what);
        } catch (IOException e) {
            return Check.bad(name, "cannot be seen: " + e.getMessage(), "is it mounted?", "df -h " + folder);
        }
    }

    private Check log() {
        var file = patient.logs().map(folder -> folder.resolve("kamiyo.log"));
        if (file.isEmpty() || Files.notExists(file.get())) {
            return Check.skipped(
                    "log",
                    "it is not kept in files",
                    "KAMIYO_LOGS keeps it",
                    "docker logs kamiyo --tail=100 2>&1 | grep -i -E 'database|sqlite|error'");
        }
        try (Stream<String> all = Files.lines(file.get(), StandardCharsets.UTF_8)) {
            var lines = new ArrayList<>(all.toList());
            var told = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                    .filter(line -> WORDS.matcher(line).find())
                    .toList();
            return told.isEmpty()
                    ? Check.ok("log", "the last " + LAST_LINES + " lines speak of no fault")
                    : Check.warning(
                            "log",
                            told.size() + " of the last " + LAST_LINES + " lines speak of a fault, the last: "
                                    + told.getLast(),
                            "the lines say what happened and what is done",
                            "tail -n 100 " + file.get());
        } catch (IOException | UncheckedIOException e) {
            return Check.skipped("log", "cannot be read: " + e.getMessage(), "", "ls -la " + file.get());
        }
    }

    private Check incidents() {
        var all = new IncidentFolder(patient.folders()).newestFirst();
        var open = all.stream().filter(one -> one.closedAt().isEmpty()).findFirst();
        if (open.isPresent()) {
            return Check.bad(
                    "incidents",
                    "open: " + open.get().id() + ": " + open.get().trigger(),
                    patient.isServed()
                            ? "the service is healing it; after 15 minutes a person must look"
                            : "it goes on with the next start",
                    "kamiyo incidents " + open.get().id());
        }
        return Check.ok(
                "incidents", all.isEmpty() ? "none so far" : "none open; the last was " + describe(all.getFirst()));
    }

    private static String describe(Incident incident) {
        return incident.id() + ": " + incident.trigger();
    }

    /// Whom to call.
    private Check onCall() {
        try {
            var onCall = OnCall.read(patient.onCall());
            return onCall.warnings().isEmpty()
                    ? Check.ok(
                            "on call",
                            onCall.contacts().size() + " contacts and "
                                    + onCall.channels().size() + " channels in " + patient.onCall())
                    : Check.warning(
                            "on call",
                            String.join("; ", onCall.warnings()),
                            "whoever is due is not called when an incident lasts",
                            "kamiyo oncall");
        } catch (InvalidOnCallException e) {
            return Check.warning(
                    "on call", String.valueOf(e.getMessage()), "nobody is told of an incident", "kamiyo oncall");
        }
    }
}

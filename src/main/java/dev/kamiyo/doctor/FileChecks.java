package dev.kamiyo.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Step 2 of the runbook: that folders and files are there, and belong to the service.
final class FileChecks {
    private static final long SMALL = 1 << 20;

    private final Patient patient;

    FileChecks(Patient patient) {
        this.patient = patient;
    }

    List<Check> run() {
        var folders = patient.folders();
        var checks = new ArrayList<Check>();
        try {
            var owner = Owner.of(patient);
            checks.add(folder("data folder", folders.data(), owner));
            checks.add(folder("run folder", folders.run(), owner));
            checks.add(file("primary file", folders.primary(), owner, true));
            checks.add(file("standby file", folders.standby(), owner, false));
        } catch (IOException | UnsupportedOperationException e) {
            checks.add(Check.skipped("files", "owners cannot be seen: " + e.getMessage(), "this needs Linux", ""));
        }
        return checks;
    }

    private static Check folder(String name, Path folder, Owner owner) {
        try {
            var found = Files.readAttributes(folder, PosixFileAttributes.class);
            return rights(
                    name,
                    folder,
                    found,
                    owner,
                    Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE),
                    "u+rwx");
        } catch (NoSuchFileException _) {
            return Check.bad(
                    name,
                    folder + " is missing",
                    "the volume is not mounted, or nothing was ever started here",
                    "ls -la " + folder.resolveSibling(".").normalize());
        } catch (IOException e) {
            return unseen(name, folder, e);
        }
    }

    private Check file(String name, Path file, Owner owner, boolean isPrimary) {
        try {
            var found = Files.readAttributes(file, PosixFileAttributes.class);
            var rights = rights(
                    name,
                    file,
                    found,
                    owner,
                    Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
                    "u+rw");
            return rights.verdict() == Check.Verdict.OK && isPrimary && found.size() < SMALL
                    ? Check.warning(
                            name,
                            rights.finding(),
                            "smaller than 1 MB; the starter catalogue alone is larger",
                            "kamiyo backup list")
                    : rights;
        } catch (NoSuchFileException _) {
            return missing(name, file, isPrimary);
        } catch (IOException e) {
            return unseen(name, file, e);
        }
    }

    private Check missing(String name, Path file, boolean isPrimary) {
        if (patient.isBlank()) {
            return Check.bad(
                    name,
                    file + " is missing",
                    "there is nothing to build it from either: the volume is not mounted, or nothing was ever started here",
                    "ls -la " + patient.folders().data().resolveSibling(".").normalize());
        }
        if (!patient.isServed()) {
            var meaning = "the next start builds it anew from the other copy, or from a backup and the journal";
            return isPrimary
                    ? Check.bad(name, file + " is missing", meaning, "kamiyo backup verify")
                    : Check.warning(name, file + " is missing", meaning, "");
        }
        return Check.bad(
                name,
                file + " is missing",
                "the service builds it anew from the other copy within seconds",
                "kamiyo incidents");
    }

    private static Check rights(
            String name,
            Path place,
            PosixFileAttributes found,
            Owner owner,
            Set<PosixFilePermission> needed,
            String mode) {
        if (!owner.mayEverything() && !found.owner().getName().equals(owner.name())) {
            if (owner.isGuess()) {
                return Check.bad(
                        name,
                        line(place, found),
                        "you are " + owner.name() + ", it belongs to "
                                + found.owner().getName()
                                + ": ask as that user; if the service runs as " + owner.name() + ": chown -R "
                                + owner.numbers() + " " + folderOf(place),
                        "sudo -u " + found.owner().getName() + " kamiyo doctor");
            }
            return Check.bad(
                    name,
                    line(place, found),
                    "it belongs to " + found.owner().getName() + ", the service is " + owner.name(),
                    "chown -R " + owner.numbers() + " " + folderOf(place));
        }
        if (!found.permissions().containsAll(needed)) {
            return Check.bad(
                    name, line(place, found), "its mode does not let its owner in", "chmod " + mode + " " + place);
        }
        return Check.ok(name, line(place, found));
    }

    private static Path folderOf(Path place) {
        return Files.isDirectory(place) ? place : place.resolveSibling(".").normalize();
    }

    private static Check unseen(String name, Path place, IOException e) {
        return Check.bad(
                name, "cannot be seen: " + e.getMessage(), "a folder above it lets nobody in", "namei -l " + place);
    }

    /// As `ls -l` would say it.
    private static String line(Path place, PosixFileAttributes found) {
        return "%s %s:%s %,d bytes %s"
                .formatted(
                        PosixFilePermissions.toString(found.permissions()),
                        found.owner().getName(),
                        found.group().getName(),
                        found.size(),
                        place);
    }
}

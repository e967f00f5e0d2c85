package dev.kamiyo.guardian;

import java.time.Duration;

/// What a symptom means, and what is done about it: all of the runbook's knowledge in one place. Pure.
final class Playbook {
    private Playbook() {}

    /// How long a symptom may last before it is an incident: a lock of a moment and a slow disk are daily life.
    static Duration grace(Symptom symptom) {
        return switch (symptom) {
            case Symptom.Locked _ -> Duration.ofSeconds(1);
            case Symptom.Lagging _ -> Duration.ofSeconds(5);
            case Symptom.Missing _,
                    Symptom.Moved _,
                    Symptom.WrittenOver _,
                    Symptom.Truncated _,
                    Symptom.WalLost _,
                    Symptom.Unreadable _,
                    Symptom.ReadOnly _,
                    Symptom.Damaged _,
                    Symptom.OtherRows _,
                    Symptom.DiskFull _,
                    Symptom.IoError _,
                    Symptom.JournalStopped _,
                    Symptom.Lost _,
                    Symptom.Unexpected _ -> Duration.ZERO;
        };
    }

    /// What is done about what the second look found.
    static Remedy remedy(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.Hindered _ -> Remedy.CATCH_UP;
            case Diagnosis.Forbidden _ -> Remedy.RESTORE_MODE;
            case Diagnosis.Intact _ -> Remedy.ACCEPT;
            case Diagnosis.WrongContent _ -> Remedy.HEAL_IN_PLACE;
            case Diagnosis.WrongFile _ -> Remedy.PUBLISH_ANEW;
        };
    }

    /// What most likely brought it about.
    static String cause(Symptom symptom) {
        return switch (symptom) {
            case Symptom.Locked locked ->
                locked.holder()
                        .map(by -> "process " + by.pid() + " (" + by.program() + ") held a lock")
                        .orElse("another process held a lock");
            case Symptom.Missing _ -> "somebody deleted or moved the file";
            case Symptom.Moved _ -> "somebody moved another file over it";
            case Symptom.WrittenOver _ -> "somebody copied another file over it, or wrote into it";
            case Symptom.Truncated _ -> "somebody cut the file, or copied another one over it";
            case Symptom.WalLost _ -> "somebody deleted or replaced the -wal of the open database";
            case Symptom.Unreadable _, Symptom.ReadOnly _ -> "the mode or the owner of the file or its folder changed";
            case Symptom.Damaged _ -> "the content was overwritten, or the disk gave back something else";
            case Symptom.OtherRows _ -> "another process wrote to the file, or an older file was put in its place";
            case Symptom.DiskFull _ -> "the disk, or a quota of it, is full";
            case Symptom.IoError _ -> "the disk or its driver failed";
            case Symptom.Lagging _ -> "the disk, or the machine, is slow";
            case Symptom.JournalStopped _ -> "the disk of the journal is full or failed";
            case Symptom.Lost _ -> "somebody deleted both copies and the journal, or a volume was lost";
            case Symptom.Unexpected _ -> "unknown; see the saved log";
        };
    }

    /// What keeps it from coming again.
    static String prevention(Symptom symptom) {
        return switch (symptom) {
            case Symptom.Locked _ ->
                "find who ran that command; read with sqlite3 -readonly, and write through the service";
            case Symptom.Missing _, Symptom.Moved _, Symptom.WrittenOver _, Symptom.Truncated _ ->
                "to go back to an earlier state use: kamiyo restore; let nothing else clean or fill the data folder";
            case Symptom.WalLost _ -> "never delete kamiyo.db-wal: it is part of the database";
            case Symptom.Unreadable _, Symptom.ReadOnly _ ->
                "review the volume's mount and owner, for example in docker-compose.yml";
            case Symptom.Damaged _ -> "check the disk (dmesg, smartctl) and put the run folder on another one";
            case Symptom.OtherRows _ -> "write through the service; an edit by hand is kept for: kamiyo adopt";
            case Symptom.DiskFull _, Symptom.JournalStopped _ -> "watch the disk from 80 % on: kamiyo status";
            case Symptom.IoError _ -> "check the disk: dmesg, smartctl";
            case Symptom.Lagging _ -> "a quicker disk, or fewer things on this one";
            case Symptom.Lost _ ->
                "put the run folder on another disk than the data; let nothing else clean the data folder";
            case Symptom.Unexpected _ -> "report it together with this folder";
        };
    }
}

package dev.kamiyo.doctor;

import dev.kamiyo.doctor.Check.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Runs the checklist: each diagnosis step of the runbook, in its order. Changes nothing.
public final class Doctor {
    private final Patient patient;
    private final Clock clock;

    /// @param clock tells how old things are
    public Doctor(Patient patient, Clock clock) {
        this.patient = patient;
        this.clock = clock;
    }

    /// Looks at everything. Reads both copies and the newest backup whole, which takes a few seconds for 200 MB.
    ///
    /// @throws InterruptedException when the thread is interrupted
    public List<Check> run() throws InterruptedException {
        var checks = new ArrayList<Check>();
        checks.add(process());
        checks.add(health());
        checks.addAll(new FileChecks(patient).run());
        checks.addAll(new CopyChecks(patient).run());
        checks.addAll(new KeptChecks(patient, clock).run());
        return List.copyOf(checks);
    }

    /// Whether nothing is out of order; warnings do not count.
    public static boolean isWell(List<Check> checks) {
        return checks.stream().noneMatch(check -> check.verdict() == Verdict.BAD);
    }

    private Check process() {
        if (patient.pid().isPresent()) {
            return Check.ok(
                    "process",
                    "pid " + patient.pid().getAsLong() + " serves "
                            + patient.folders().data());
        }
        return Check.bad(
                "process",
                "no service runs in " + patient.folders().data(),
                "nobody answers readers",
                "docker compose up -d kamiyo (or: kamiyo serve)");
    }

    private Check health() {
        if (!patient.isServed()) {
            return Check.skipped("health", "nobody is there to be asked", "", "");
        }
        return switch (patient.health()) {
            case Health.Told(int status, String text) when status == 200 -> Check.ok("health", text);
            case Health.Told told ->
                Check.bad("health", told.text(), "the primary cannot be used just now", "kamiyo incidents");
            case Health.Silent _ ->
                Check.bad(
                        "health",
                        "the process does not answer",
                        "it is starting, or it hangs: see its log before it is restarted",
                        "docker compose restart kamiyo");
            case Health.Forbidden _ ->
                Check.skipped(
                        "health",
                        "this user may not use the service's socket",
                        "only the user of the service may ask it here; this says nothing of how it is",
                        asItsUser());
        };
    }

    private String asItsUser() {
        try {
            return "sudo -u " + Owner.of(patient).name() + " kamiyo doctor";
        } catch (IOException | UnsupportedOperationException _) {
            return "";
        }
    }
}

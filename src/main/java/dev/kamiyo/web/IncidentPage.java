package dev.kamiyo.web;

import dev.kamiyo.guardian.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The report of an incident.
///
/// @param trigger its first symptom
/// @param state `open` or `closed`
/// @param parts all of it, as the file has it
record IncidentPage(String id, String trigger, String state, When when, List<Part> parts) {
    /// What stands under one heading.
    ///
    /// @param title empty for what stands before all others
    record Part(String title, List<String> lines, List<String> points) {}

    static IncidentPage of(Incident incident, Instant now) {
        return new IncidentPage(
                incident.id(),
                Names.capital(incident.trigger()),
                incident.closedAt().isPresent() ? "closed" : "open",
                When.moment(incident.openedAt(), now),
                parts(incident.markdown()));
    }

    private static List<Part> parts(String report) {
        var parts = new ArrayList<Part>();
        parts.add(new Part("", new ArrayList<>(), new ArrayList<>()));
        for (var line : report.lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith("## ")) {
                parts.add(new Part(line.substring(3), new ArrayList<>(), new ArrayList<>()));
            } else if (line.startsWith("- ")) {
                parts.getLast().points.add(line.substring(2));
            } else if (!line.startsWith("# ")) {
                parts.getLast().lines.add(line);
            }
        }
        return parts;
    }
}

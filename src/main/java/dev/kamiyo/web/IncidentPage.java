package dev.kamiyo.web;

import dev.kamiyo.guardian.Incident;
import java.time.Instant;

/// The report of an incident.
///
/// @param trigger its first symptom
/// @param state `open` or `closed`
/// @param report all of it, as the file has it
record IncidentPage(String id, String trigger, String state, When when, String report) {
    static IncidentPage of(Incident incident, Instant now) {
        return new IncidentPage(
                incident.id(),
                Names.capital(incident.trigger()),
                incident.closedAt().isPresent() ? "closed" : "open",
                When.moment(incident.openedAt(), now),
                incident.markdown());
    }
}

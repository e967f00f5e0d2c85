package dev.kamiyo.guardian;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What has become of the data so far: the incidents, and the last 90 days. Immutable.
///
/// @param incidents all of them, the newest first
/// @param days the oldest first, today the last
public record History(List<Incident> incidents, List<Day> days) {
    private static final int DAYS = 90;

    /// Reads it from the files alone.
    public static History of(IncidentFolder folder, Instant now) {
        return of(folder.newestFirst(), folder, now);
    }

    static History of(List<Incident> all, IncidentFolder folder, Instant now) {
        return new History(all, Day.last(DAYS, all, folder.began(), now));
    }

    /// The answer of `GET /api/v1/incidents`.
    public ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode();
        var list = json.putArray("incidents");
        incidents.forEach(incident -> list.add(incident.summary()));
        var strip = json.putArray("days");
        days.forEach(day -> strip.addObject()
                .put("day", day.day().toString())
                .put("state", day.state().label())
                .put("seconds", day.seconds()));
        return json;
    }
}

package dev.kamiyo.web;

import dev.kamiyo.guardian.Incident;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The report of an incident.
///
/// @param trigger its first symptom
/// @param state `open` or `closed`
/// @param lasted how long; empty while it is not over
/// @param findings what was seen and done; without what is not known
/// @param downtime what callers noticed
/// @param timeline all that happened, in order
record IncidentPage(
        String id,
        String trigger,
        String state,
        When when,
        String lasted,
        List<Finding> findings,
        List<Figure> downtime,
        List<Step> timeline) {
    /// What stands under one heading.
    record Finding(String title, List<String> texts) {}

    /// A number with its unit.
    record Figure(String name, String value) {}

    /// One thing that happened.
    ///
    /// @param after how long after the first symptom; empty for that itself
    record Step(When when, String after, String kind, String text) {}

    private static final Map<String, String> KINDS = Map.of("saved", "log saved", "paged", "on-call told");

    static IncidentPage of(Incident incident, Instant now) {
        var report = incident.report();
        return new IncidentPage(
                incident.id(),
                Names.capital(incident.trigger()),
                incident.closedAt().isPresent() ? "closed" : "open",
                When.precise(incident.openedAt(), now),
                incident.healedAt()
                        .map(healed -> When.lasted(Duration.between(incident.openedAt(), healed)))
                        .orElse(""),
                findings(report),
                downtime(report),
                report.path("timeline")
                        .valueStream()
                        .map(step -> step(step, incident.openedAt(), now))
                        .toList());
    }

    private static List<Finding> findings(JsonNode report) {
        return List.of(
                        finding("Symptoms", symptoms(report.path("symptoms"))),
                        finding("Diagnosis", texts(report.path("diagnosis"))),
                        finding("Which recovery option worked?", texts(report.path("recovery"))),
                        finding("Root cause", texts(report.path("root_cause"))),
                        finding("Prevention", texts(report.path("prevention"))))
                .stream()
                .filter(finding -> !finding.texts.isEmpty())
                .toList();
    }

    private static Finding finding(String title, List<String> texts) {
        return new Finding(title, texts.stream().map(Names::capital).distinct().toList());
    }

    private static List<String> symptoms(JsonNode list) {
        return list.valueStream()
                .map(symptom -> {
                    var copy = symptom.path("copy").asString("");
                    return (copy.isEmpty() ? "" : copy + ": ")
                            + symptom.path("text").asString("");
                })
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    private static List<Figure> downtime(JsonNode report) {
        return List.of(
                        figure("Reads failed", report.path("reads_failed"), false),
                        figure("Readers were refused for", report.path("readers_down_ms"), true),
                        figure("Writes refused", report.path("writes_refused"), false),
                        figure("Writes of unknown fate", report.path("writes_unknown"), false),
                        figure("Writers were refused for", report.path("writers_down_ms"), true),
                        figure("Acknowledged writes lost", report.path("writes_lost"), false))
                .stream()
                .filter(figure -> !figure.value.isEmpty())
                .toList();
    }

    private static Figure figure(String name, JsonNode number, boolean isTime) {
        return new Figure(
                name,
                !number.isNumber()
                        ? ""
                        : isTime ? When.lasted(Duration.ofMillis(number.asLong())) : Figures.count(number.asLong()));
    }

    private static Step step(JsonNode step, Instant opened, Instant now) {
        var at = Instant.parse(step.path("at").asString(""));
        var kind = step.path("kind").asString("");
        var gone = Duration.between(opened, at);
        return new Step(
                When.precise(at, now),
                gone.isPositive() ? "+" + When.lasted(gone) : "",
                KINDS.getOrDefault(kind, kind),
                step.path("text").asString(""));
    }
}

package dev.kamiyo.guardian;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A fault of our own database, from its first symptom to its end, as its events tell it. Immutable.
///
/// @param id its time and first symptom; the name of its folder
/// @param events as they happened, at least one
public record Incident(String id, List<Event> events) {
    private static final Map<String, String> COUNTED = Map.of(
            "reads_failed", "reads failed",
            "readers_down_ms", "downtime for readers",
            "writes_refused", "writes refused",
            "writes_unknown", "of them of unknown fate",
            "writers_down_ms", "downtime for writers",
            "writes_lost", "acknowledged writes lost");
    private static final List<String> ORDER = List.of(
            "reads_failed", "readers_down_ms", "writes_refused", "writes_unknown", "writers_down_ms", "writes_lost");

    /// When its first symptom was seen.
    public Instant openedAt() {
        return events.getFirst().at();
    }

    /// When all was well again; empty while it is not.
    public Optional<Instant> healedAt() {
        Optional<Instant> healed = Optional.empty();
        for (var event : events) {
            switch (event.kind()) {
                case HEALED -> healed = Optional.of(event.at());
                case SYMPTOM -> healed = Optional.empty();
                case CAUSE, PREVENTION, PAGED, SAVED, DIAGNOSIS, ATTEMPT, FAILED -> {}
                case RECOVERED, ESCALATED, RESUMED, CLOSED -> {}
            }
        }
        return healed;
    }

    /// When it was closed; empty while it is open.
    public Optional<Instant> closedAt() {
        return of(Event.Kind.CLOSED).map(Event::at).findFirst();
    }

    /// The first symptom in words.
    public String trigger() {
        return label(events.getFirst());
    }

    /// The highest level that it was escalated to: 1 when it was opened, 2 when that did not end it in time.
    int level() {
        return of(Event.Kind.ESCALATED).findAny().isPresent() ? 2 : 1;
    }

    /// From the first symptom to the end of the fault.
    Optional<Duration> lasted() {
        return healedAt().map(healed -> Duration.between(openedAt(), healed));
    }

    /// Whether readers were refused while it lasted; false while it is open.
    boolean refusedReaders() {
        var numbers = numbers();
        return numbers.getOrDefault("reads_failed", 0L) > 0 || numbers.getOrDefault("readers_down_ms", 0L) > 0;
    }

    private Stream<Event> of(Event.Kind kind) {
        return events.stream().filter(event -> event.kind() == kind);
    }

    private static String label(Event event) {
        return event.copy().isEmpty() ? event.text() : event.copy() + ": " + event.text();
    }

    private List<String> texts(Event.Kind kind) {
        return of(kind).map(Incident::label).distinct().toList();
    }

    private Map<String, Long> numbers() {
        return events.reversed().stream()
                .map(Event::numbers)
                .filter(numbers -> !numbers.isEmpty())
                .findFirst()
                .orElse(Map.of());
    }

    private static Stream<String> counted(Map<String, Long> numbers) {
        return ORDER.stream()
                .filter(numbers::containsKey)
                .map(name -> COUNTED.get(name) + ": " + numbers.getOrDefault(name, 0L)
                        + (name.endsWith("_ms") ? " ms" : ""));
    }

    /// What callers noticed of it, in one line; empty while it is open.
    public String figures() {
        var numbers = numbers();
        return lasted().map(lasted -> "The fault lasted " + lasted.toMillis() + " ms; "
                        + counted(numbers).collect(Collectors.joining("; ")))
                .orElse("");
    }

    /// One line of a list.
    public ObjectNode summary() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("id", id).put("state", closedAt().isPresent() ? "closed" : "open");
        json.put("opened_at", openedAt().toString());
        json.put("healed_at", healedAt().map(Instant::toString).orElse(null));
        json.put("closed_at", closedAt().map(Instant::toString).orElse(null));
        json.put("trigger", trigger()).put("level", level());
        json.put("lasted_ms", lasted().map(Duration::toMillis).orElse(null));
        return json;
    }

    /// The whole report: `report.json`.
    public ObjectNode report() {
        var json = summary();
        var symptoms = json.putArray("symptoms");
        of(Event.Kind.SYMPTOM)
                .forEach(event -> symptoms.addObject()
                        .put("at", event.at().toString())
                        .put("copy", event.copy())
                        .put("name", event.name())
                        .put("text", event.text()));
        texts(Event.Kind.DIAGNOSIS).forEach(json.putArray("diagnosis")::add);
        texts(Event.Kind.RECOVERED).forEach(json.putArray("recovery")::add);
        texts(Event.Kind.CAUSE).forEach(json.putArray("root_cause")::add);
        texts(Event.Kind.PREVENTION).forEach(json.putArray("prevention")::add);
        var numbers = numbers();
        ORDER.forEach(name -> json.put(name, numbers.get(name)));
        var timeline = json.putArray("timeline");
        events.forEach(event -> timeline.addObject()
                .put("at", event.at().toString())
                .put("kind", event.kind().name().toLowerCase(Locale.ROOT))
                .put("text", label(event)));
        return json;
    }

    /// The whole report for people: `report.md`.
    public String markdown() {
        var text = new StringBuilder("# Incident " + id + "\n\n");
        text.append(closedAt().map(at -> "Closed at " + brief(at) + ".").orElse("Open.")
                + lasted().map(d -> " The fault lasted " + d.toMillis() + " ms.")
                        .orElse("") + "\n");
        section(text, "What triggered it?", List.of(trigger()));
        section(text, "Symptoms", texts(Event.Kind.SYMPTOM));
        section(text, "Diagnosis", texts(Event.Kind.DIAGNOSIS));
        section(text, "Which recovery option worked?", texts(Event.Kind.RECOVERED));
        var numbers = numbers();
        section(text, "Downtime", counted(numbers).toList());
        section(text, "Root cause", texts(Event.Kind.CAUSE));
        section(text, "Prevention", texts(Event.Kind.PREVENTION));
        section(
                text,
                "Timeline",
                events.stream()
                        .map(event -> brief(event.at()) + " "
                                + event.kind().name().toLowerCase(Locale.ROOT) + ": " + label(event))
                        .toList());
        return text.toString();
    }

    private static Instant brief(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    private static void section(StringBuilder text, String title, List<String> lines) {
        text.append("\n## ").append(title).append("\n\n");
        (lines.isEmpty() ? List.of("not known") : lines)
                .forEach(line -> text.append("- ").append(line).append('\n'));
    }
}

package dev.kamiyo.guardian;

import dev.kamiyo.db.Folders;
import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The folder `incidents/` of the data, one folder an incident. While the data cannot be written an incident is
/// kept in the run folder instead. Every file is there as a whole or not at all. Reading needs no running service.
public final class IncidentFolder {
    private static final Logger log = LoggerFactory.getLogger("guardian");
    private static final String EVENTS = "events.ndjson";
    private static final String BEGAN = "began";

    private final List<Path> places;

    /// Nothing is made before it is needed.
    public IncidentFolder(Folders folders) {
        places = List.of(folders.data().resolve("incidents"), folders.run().resolve("incidents"));
    }

    /// All incidents that can be read, the newest first.
    public List<Incident> newestFirst() {
        var found = new TreeMap<String, Incident>(Comparator.reverseOrder());
        for (var place : places) {
            for (var folder : folders(place)) {
                read(folder).ifPresent(one -> found.merge(one.id(), one, IncidentFolder::longer));
            }
        }
        return List.copyOf(found.values());
    }

    /// When the service was started for the first time, or had its first incident; empty when neither is known.
    Optional<Instant> began() {
        var first = newestFirst().stream().map(Incident::openedAt).min(Comparator.naturalOrder());
        for (var place : places) {
            try {
                var noted = Instant.parse(Files.readString(place.resolve(BEGAN)).strip());
                return Optional.of(first.filter(noted::isAfter).orElse(noted));
            } catch (IOException | DateTimeException _) {
                // not noted here, or not to be read: the other place may have it
            }
        }
        return first;
    }

    /// Notes that the service was started, unless that is noted already.
    void begins(Instant now) {
        for (var place : places) {
            if (Files.exists(place.resolve(BEGAN))) {
                return;
            }
        }
        for (var place : places) {
            try {
                Files.createDirectories(place);
                DurableFiles.write(place.resolve(BEGAN), now + "\n");
                return;
            } catch (IOException e) {
                log.warn("{} cannot be written: {}; the next start tries again", place.resolve(BEGAN), e.toString());
            }
        }
    }

    private static Incident longer(Incident one, Incident other) {
        return one.events().size() >= other.events().size() ? one : other;
    }

    private static List<Path> folders(Path place) {
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(folder -> Files.isRegularFile(folder.resolve(EVENTS)))
                    .toList();
        } catch (IOException _) {
            return List.of(); // none yet, or not to be read: the other place may have them
        }
    }

    private static Optional<Incident> read(Path folder) {
        try {
            var events = new ArrayList<Event>();
            for (var line : Files.readAllLines(folder.resolve(EVENTS))) {
                events.add(Event.of(JsonMapper.shared().readTree(line)));
            }
            return events.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Incident(String.valueOf(folder.getFileName()), events));
        } catch (IOException | JacksonException | IllegalArgumentException | DateTimeException e) {
            log.warn("the incident in {} cannot be read and is left out: {}", folder, e.getMessage());
            return Optional.empty();
        }
    }

    /// Writes the events down.
    ///
    /// @return the incident's folder; empty when it can be written nowhere
    Optional<Path> keep(Incident incident) {
        return write(
                incident,
                EVENTS,
                incident.events().stream().map(Event::json).collect(Collectors.joining("\n", "", "\n")));
    }

    /// Writes the report in both forms.
    Optional<Path> report(Incident incident) {
        var _ = write(incident, "report.json", incident.report().toPrettyString() + "\n");
        return write(incident, "report.md", incident.markdown());
    }

    /// Writes a file of an incident.
    Optional<Path> write(Incident incident, String name, String text) {
        for (var place : places) {
            var file = place.resolve(incident.id()).resolve(name);
            try {
                Files.createDirectories(file.resolveSibling("."));
                DurableFiles.write(file, text);
                return Optional.of(place.resolve(incident.id()));
            } catch (IOException e) {
                log.warn("{} cannot be written: {}; see its disk: df -h", file, e.toString());
            }
        }
        return Optional.empty();
    }
}

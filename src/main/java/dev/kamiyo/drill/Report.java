package dev.kamiyo.drill;

import dev.kamiyo.drill.Result.Verdict;
import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a drill has shown.
///
/// @param at when it began
/// @param isLive whether the faults were made on the running service
/// @param bytes the size of the database
/// @param reads how many answers were checked
/// @param writes how many writes were acknowledged
/// @param results one a fault
/// @param missing what was not there, or not sound, when everything was looked through at the end
public record Report(
        Instant at, boolean isLive, long bytes, long reads, long writes, List<Result> results, List<String> missing) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String JSON = "report.json";
    private static final int MOST = 50;

    /// The first of many lines, and how many more there are.
    static List<String> few(List<String> lines, int most) {
        return lines.size() <= most
                ? lines
                : Stream.concat(lines.stream().limit(most), Stream.of("and " + (lines.size() - most) + " more"))
                        .toList();
    }

    /// Whether no fault failed and nothing is missing.
    public boolean passed() {
        return missing.isEmpty() && results.stream().noneMatch(one -> one.verdict() == Verdict.FAILED);
    }

    /// As one JSON object.
    public ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode();
        json.put("at", at.toString()).put("live", isLive).put("passed", passed());
        json.put("bytes", bytes).put("reads", reads).put("writes", writes);
        var faults = json.putArray("faults");
        results.forEach(one -> faults.add(one.json()));
        few(missing, MOST).forEach(json.putArray("missing")::add);
        return json;
    }

    /// As a table for people.
    public String text() {
        var text = new StringBuilder(Result.HEAD).append('\n');
        results.forEach(one -> text.append(one.line()).append('\n'));
        few(missing, MOST).forEach(one -> text.append("MISSING ").append(one).append('\n'));
        return text.append(("%,d bytes; %,d reads and %,d acknowledged writes were checked; "
                                + (passed() ? "passed" : "FAILED") + "%n")
                        .formatted(bytes, reads, writes))
                .toString();
    }

    private static Path folder(Path data) {
        return data.resolve("drills");
    }

    /// The newest reports that are kept, as JSON, the latest first. One that cannot be read is left out.
    ///
    /// @param most at most this many
    static List<JsonNode> kept(Path data, int most) {
        try (var folders = Files.list(folder(data))) {
            return folders.sorted(Comparator.reverseOrder())
                    .limit(most)
                    .flatMap(folder -> read(folder.resolve(JSON)).stream())
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Optional.of(JsonMapper.shared().readTree(Files.readString(file)));
        } catch (IOException | JacksonException _) {
            return Optional.empty();
        }
    }

    /// Keeps it in both forms in `drills/` of the data.
    ///
    /// @return the folder
    /// @throws IOException when it cannot be written
    public Path keep(Path data) throws IOException {
        var folder = folder(data).resolve(STAMP.format(at));
        Files.createDirectories(folder);
        DurableFiles.write(folder.resolve(JSON), json().toPrettyString() + "\n");
        DurableFiles.write(folder.resolve("report.txt"), text());
        return folder;
    }
}

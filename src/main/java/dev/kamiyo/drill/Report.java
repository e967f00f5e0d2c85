package dev.kamiyo.drill;

import dev.kamiyo.drill.Result.Verdict;
import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
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
        missing.forEach(json.putArray("missing")::add);
        return json;
    }

    /// As a table for people.
    public String text() {
        var text = new StringBuilder(Result.HEAD).append('\n');
        results.forEach(one -> text.append(one.line()).append('\n'));
        missing.forEach(one -> text.append("MISSING ").append(one).append('\n'));
        return text.append(("%,d bytes; %,d reads and %,d acknowledged writes were checked; "
                                + (passed() ? "passed" : "FAILED") + "%n")
                        .formatted(bytes, reads, writes))
                .toString();
    }

    /// Keeps it in both forms in `drills/` of the data.
    ///
    /// @return the folder
    /// @throws IOException when it cannot be written
    public Path keep(Path data) throws IOException {
        var folder = data.resolve("drills").resolve(STAMP.format(at));
        Files.createDirectories(folder);
        DurableFiles.write(folder.resolve("report.json"), json().toPrettyString() + "\n");
        DurableFiles.write(folder.resolve("report.txt"), text());
        return folder;
    }
}

package dev.kamiyo.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.kamiyo.files.FileTrouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What somebody watches, in a CSV file whose first line names at least one of the columns `protocol`, `chain`,
/// `address` and `keyword`. Other columns and empty cells are passed over: it may be a portfolio as it was exported.
final class WatchCsv {
    private static final SequencedMap<String, String> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("protocol", "protocols");
        COLUMNS.put("chain", "chains");
        COLUMNS.put("address", "addresses");
        COLUMNS.put("keyword", "keywords");
    }

    private WatchCsv() {}

    /// The member `watch` of a rule.
    ///
    /// @throws FailedException when the file cannot be read, is no CSV, or has none of the columns
    static ObjectNode read(Path file) {
        var found = new LinkedHashMap<String, Set<String>>();
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (var record : csv) {
                var header = record.getHeader();
                for (int i = 0; i < Math.min(header.size(), record.getFieldCount()); i++) {
                    var column = header.get(i).strip().toLowerCase(Locale.ROOT).replace("\ufeff", "");
                    var cell = record.getField(i).strip();
                    if (COLUMNS.containsKey(column) && !cell.isEmpty()) {
                        found.computeIfAbsent(column, _ -> new LinkedHashSet<>())
                                .add(cell);
                    }
                }
            }
        } catch (CsvParseException _) {
            throw new FailedException(file + " is not CSV: a line of it has another number of cells, or an open quote");
        } catch (IOException e) {
            throw new FailedException(file + " cannot be read: " + FileTrouble.words(e));
        }
        if (found.isEmpty()) {
            throw new FailedException(file + " names nothing to watch: its first line is to have one of the columns "
                    + String.join(", ", COLUMNS.sequencedKeySet()));
        }
        var json = JsonMapper.shared().createObjectNode();
        COLUMNS.forEach((column, member) -> found.getOrDefault(column, Set.of()).forEach(json.putArray(member)::add));
        return json;
    }
}

package dev.kamiyo.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A CSV file with a head line, as the JSON objects that its lines mean. An empty cell is a member that is absent.
///
/// Elements of a list are parted by semicolons; a transaction or address is `chain:hash` or `chain:hash:role`.
final class CsvTable {
    private static final Set<String> LISTS = Set.of("chains", "references");
    private static final Set<String> PLACED = Set.of("transactions", "addresses");
    private static final Set<String> NUMBERS = Set.of("loss_usd", "recovered_usd");

    private CsvTable() {}

    /// A line.
    ///
    /// @param number of the line in the file, from 1 on
    record Line(long number, ObjectNode json) {}

    /// @param allowed the columns that a file may have
    /// @throws MalformedFeedException when it is not UTF-8, no CSV, or has other columns
    static List<Line> lines(byte[] document, Set<String> allowed) throws MalformedFeedException {
        var lines = new ArrayList<Line>();
        var text = text(document);
        if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
            throw new MalformedFeedException("the file is not whole CSV: a quote in it does not end");
        }
        try (var csv = CsvReader.builder().ofNamedCsvRecord(text)) {
            for (var record : csv) {
                check(record.getHeader(), allowed);
                lines.add(new Line(record.getStartingLineNumber(), json(record)));
            }
        } catch (CsvParseException _) {
            throw new MalformedFeedException(
                    "the file is not CSV: line " + (lines.size() + 2) + " or one near it has another number of cells");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static String text(byte[] document) throws MalformedFeedException {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException _) {
            throw new MalformedFeedException("the file is not UTF-8");
        }
    }

    private static void check(List<String> header, Set<String> allowed) throws MalformedFeedException {
        for (var column : header) {
            if (!allowed.contains(column)) {
                throw new MalformedFeedException("a column of its first line is not known; the columns are "
                        + String.join(", ", new TreeSet<>(allowed)));
            }
        }
    }

    private static ObjectNode json(NamedCsvRecord record) {
        var json = JsonMapper.shared().createObjectNode();
        var header = record.getHeader();
        for (int i = 0; i < header.size(); i++) {
            var cell = i < record.getFieldCount() ? record.getField(i).strip() : "";
            if (!cell.isEmpty()) {
                put(json, header.get(i), cell);
            }
        }
        return json;
    }

    private static void put(ObjectNode json, String column, String cell) {
        if (LISTS.contains(column)) {
            var array = json.putArray(column);
            elements(cell).forEach(array::add);
        } else if (PLACED.contains(column)) {
            var array = json.putArray(column);
            for (var element : elements(cell)) {
                var parts = element.split(":", 3);
                var object = array.addObject().put("chain", parts[0].strip());
                object.put(
                        column.equals("transactions") ? "hash" : "address", parts.length > 1 ? parts[1].strip() : "");
                if (parts.length > 2) {
                    object.put("role", parts[2].strip());
                }
            }
        } else if (NUMBERS.contains(column) && cell.matches("-?\\d{1,40}(\\.\\d{1,40})?")) {
            json.put(column, new BigDecimal(cell));
        } else {
            json.put(column, cell);
        }
    }

    private static List<String> elements(String cell) {
        return List.of(cell.split(";", -1)).stream()
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }
}

package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import dev.kamiyo.search.ForwardIndex.Row;
import dev.kamiyo.search.ForwardIndex.Word;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The exploits of one copy in short, with ids in the place of their words. Belongs to one look at the file.
final class WordStore {
    private static final String ROWS = "SELECT number, occurred, loss, recovered, modified, words FROM find_exploits ";
    private static final String PROTOCOL = Facet.PROTOCOL.word("");

    private final Reader reader;
    private final List<Word> names;
    private final Map<String, Integer> ids = new HashMap<>();
    private int[] words = new int[16];

    /// @param known words that have an id already
    WordStore(Reader reader, List<Word> known) {
        this.reader = reader;
        this.names = new ArrayList<>(known);
        known.forEach(word -> ids.put(word.facet().word(word.value()), ids.size()));
    }

    /// All exploits, by number.
    Row[] all() {
        return reader.list(ROWS + "ORDER BY number", this::row).toArray(Row[]::new);
    }

    /// Some exploits, in any order.
    ///
    /// @param numbers as JSON
    List<Row> some(String numbers) {
        return reader.list(ROWS + "WHERE number IN (SELECT value FROM json_each(?))", this::row, numbers);
    }

    /// The words by their ids.
    List<Word> names() {
        return List.copyOf(names);
    }

    private Row row(ResultSet row) throws SQLException {
        int count = 0;
        String protocol = null;
        for (var word : words(row.getString(6))) {
            if (word.startsWith(PROTOCOL)) {
                protocol = word.substring(PROTOCOL.length());
                continue;
            }
            int id = id(word);
            if (id >= 0) {
                words = count < words.length ? words : Arrays.copyOf(words, count * 2);
                words[count++] = id;
            }
        }
        return new Row(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                Arrays.copyOf(words, count),
                protocol);
    }

    /// -1 for a word of no facet.
    private int id(String word) {
        var known = ids.get(word);
        if (known != null) {
            return known;
        }
        var made = word(word);
        if (made == null) {
            return -1;
        }
        names.add(made);
        ids.put(word, names.size() - 1);
        return names.size() - 1;
    }

    private static @Nullable Word word(String word) {
        for (var facet : Facet.values()) {
            var before = facet.word("");
            if (word.startsWith(before)) {
                return new Word(facet, word.substring(before.length()));
            }
        }
        return null;
    }

    /// Of a JSON array of texts, nearly always without a character that has to be escaped.
    private static List<String> words(String json) {
        if (json.indexOf('\\') >= 0) {
            return Arrays.asList(JsonMapper.shared().readValue(json, String[].class));
        }
        var found = new ArrayList<String>(12);
        int at = json.indexOf('"');
        while (at >= 0) {
            int end = json.indexOf('"', at + 1);
            found.add(json.substring(at + 1, end));
            at = json.indexOf('"', end + 1);
        }
        return found;
    }
}

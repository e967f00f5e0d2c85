package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The exploits of one copy in short. Belongs to one look at the file.
final class WordStore {
    private static final String ROWS = "SELECT number, occurred, loss, recovered, modified, words FROM find_exploits ";
    private static final String PROTOCOL = Facet.PROTOCOL.word("");

    private final Reader reader;
    private final Map<String, Word> known = new HashMap<>();

    WordStore(Reader reader) {
        this.reader = reader;
    }

    /// Hands over all exploits by their numbers, as they stand in the file: in the order of their times each would be
    /// looked for by itself, which takes a slow disk a minute for a million.
    void all(Consumer<Row> taker) {
        reader.each(ROWS + "NOT INDEXED ORDER BY number", row -> taker.accept(row(row)));
    }

    /// Some exploits, in any order.
    ///
    /// @param numbers as JSON
    List<Row> some(String numbers) {
        return reader.list(ROWS + "WHERE number IN (SELECT value FROM json_each(?))", this::row, numbers);
    }

    private Row row(ResultSet row) throws SQLException {
        String protocol = null;
        var words = new ArrayList<Word>(8);
        for (var text : words(row.getString(6))) {
            if (text.startsWith(PROTOCOL)) {
                protocol = text.substring(PROTOCOL.length());
                continue;
            }
            var word = known.get(text);
            if (word == null) {
                word = word(text);
                if (word == null) {
                    continue; // of no facet
                }
                known.put(text, word);
            }
            words.add(word);
        }
        return new Row(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), words, protocol);
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

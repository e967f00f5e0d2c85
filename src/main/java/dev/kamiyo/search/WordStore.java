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

/// The words of one copy under ids of our own, since another copy may have given them others; those of protocols are
/// left out. Belongs to one look at the file.
final class WordStore {
    private static final int NONE = -1;

    private final List<Word> names;
    private final Map<Integer, Integer> ours = new HashMap<>();

    WordStore(Reader reader, List<Word> known) {
        names = new ArrayList<>(known);
        var ids = new HashMap<Word, Integer>();
        known.forEach(word -> ids.put(word, ids.size()));
        for (var facet : Facet.values()) {
            if (facet == Facet.PROTOCOL) {
                continue;
            }
            var before = facet.word("");
            reader.list(
                    "SELECT id, substr(word, ?) FROM find_words WHERE word >= ? AND word < ?",
                    row -> ours.put(row.getInt(1), id(ids, new Word(facet, row.getString(2)))),
                    before.length() + 1,
                    before,
                    facet.label() + ";"); // what follows the colon
        }
    }

    private int id(Map<Word, Integer> ids, Word word) {
        return ids.computeIfAbsent(word, fresh -> {
            names.add(fresh);
            return names.size() - 1;
        });
    }

    List<Word> names() {
        return List.copyOf(names);
    }

    Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                words(row.getString(6)));
    }

    /// Of a list of ids as JSON: `[0,12,7]`.
    private int[] words(String json) {
        var found = new int[8];
        int count = 0;
        int id = 0;
        for (int i = 1; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c >= '0' && c <= '9') {
                id = id * 10 + (c - '0');
                continue;
            }
            int own = ours.getOrDefault(id, NONE);
            if (own != NONE) {
                found = count < found.length ? found : Arrays.copyOf(found, count * 2);
                found[count++] = own;
            }
            id = 0;
        }
        return Arrays.copyOf(found, count);
    }
}

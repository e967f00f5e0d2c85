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
import java.util.TreeSet;

/// The exploits of one copy, with their words under ids of our own, since another copy may have given them others.
/// Belongs to one look at the file.
final class WordStore {
    private static final String ROWS = "SELECT number, occurred, loss, recovered, modified, words FROM find_exploits ";
    private static final String WORDS = "SELECT id, word FROM find_words ";

    private final Reader reader;
    private final List<Word> names;
    private final Map<Word, Integer> ids = new HashMap<>();
    private final Map<Integer, Integer> ours = new HashMap<>();
    private final Map<Integer, String> protocols = new HashMap<>();

    /// @param known words that have an id already
    WordStore(Reader reader, List<Word> known) {
        this.reader = reader;
        this.names = new ArrayList<>(known);
        known.forEach(word -> ids.put(word, ids.size()));
    }

    private record Raw(long number, long occurred, long loss, long recovered, long modified, int[] words) {}

    /// All exploits, by number.
    Row[] all() {
        reader.list(WORDS, this::word);
        return rows(reader.list(ROWS + "ORDER BY number", WordStore::raw));
    }

    /// Some exploits, in any order.
    ///
    /// @param numbers as JSON
    Row[] some(String numbers) {
        var found = reader.list(ROWS + "WHERE number IN (SELECT value FROM json_each(?))", WordStore::raw, numbers);
        var words = new TreeSet<Integer>();
        found.forEach(raw -> Arrays.stream(raw.words).forEach(words::add));
        reader.list(WORDS + "WHERE id IN (SELECT value FROM json_each(?))", this::word, words.toString());
        return rows(found);
    }

    /// The words by their ids.
    List<Word> names() {
        return List.copyOf(names);
    }

    private boolean word(ResultSet row) throws SQLException {
        int id = row.getInt(1);
        var word = row.getString(2);
        for (var facet : Facet.values()) {
            var before = facet.word("");
            if (word.startsWith(before)) {
                var value = word.substring(before.length());
                if (facet == Facet.PROTOCOL) {
                    protocols.put(id, value);
                } else {
                    ours.put(id, id(new Word(facet, value)));
                }
            }
        }
        return true;
    }

    private int id(Word word) {
        return ids.computeIfAbsent(word, fresh -> {
            names.add(fresh);
            return names.size() - 1;
        });
    }

    private Row[] rows(List<Raw> raws) {
        var rows = new Row[raws.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row(raws.get(i));
        }
        return rows;
    }

    private Row row(Raw raw) {
        var words = new int[raw.words.length];
        int count = 0;
        String protocol = null;
        for (int word : raw.words) {
            var own = ours.get(word);
            if (own != null) {
                words[count++] = own;
            } else {
                protocol = protocols.getOrDefault(word, protocol);
            }
        }
        return new Row(
                raw.number, raw.occurred, raw.loss, raw.recovered, raw.modified, Arrays.copyOf(words, count), protocol);
    }

    private static Raw raw(ResultSet row) throws SQLException {
        return new Raw(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                words(row.getString(6)));
    }

    /// Of a list of ids as JSON: `[0,12,7]`.
    private static int[] words(String json) {
        var found = new int[10];
        int count = 0;
        int id = 0;
        for (int i = 1; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c >= '0' && c <= '9') {
                id = id * 10 + (c - '0');
                continue;
            }
            found = count < found.length ? found : Arrays.copyOf(found, count * 2);
            found[count++] = id;
            id = 0;
        }
        return Arrays.copyOf(found, count);
    }
}

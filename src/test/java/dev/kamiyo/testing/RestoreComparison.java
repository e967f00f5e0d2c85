package dev.kamiyo.testing;

import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Difference;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.db.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Holds what a restore has left, row by row, against what a model says that it should leave. Made before the restore.
final class RestoreComparison {
    private final Database database;
    private final long to;
    private final Map<WrittenTable, SortedMap<String, String>> should = new EnumMap<>(WrittenTable.class);
    private final List<Difference> differences = new ArrayList<>();

    /// @param to the write that will be gone back to
    RestoreComparison(Database database, RememberedRows remembered, long to) {
        this.database = database;
        this.to = to;
        for (var table : WrittenTable.values()) {
            var then = new TreeMap<>(remembered.afterRestore(to, table));
            should.put(table, then);
            if (!table.outlivesRestores()) {
                var difference = difference(table, then, remembered.now(table));
                if (difference.gained() + difference.lost() + difference.changed() > 0) {
                    differences.add(difference);
                }
            }
        }
    }

    private static Difference difference(
            WrittenTable table, SortedMap<String, String> then, SortedMap<String, String> now) {
        return new Difference(
                table.table().name(),
                then.keySet().stream().filter(key -> !now.containsKey(key)).count(),
                now.keySet().stream().filter(key -> !then.containsKey(key)).count(),
                then.entrySet().stream()
                        .filter(row -> now.containsKey(row.getKey()))
                        .filter(row -> !row.getValue().equals(now.get(row.getKey())))
                        .count());
    }

    /// What is not as it should be; each names the write.
    List<String> wrong(Restore.Outcome outcome) {
        var wrong = new ArrayList<String>();
        if (outcome.target().seq() != to) {
            wrong.add("write %d: it went back to %d"
                    .formatted(to, outcome.target().seq()));
        }
        if (outcome.differences().size() != differences.size()
                || !outcome.differences().containsAll(differences)) {
            wrong.add("write %d: it told %s, not %s".formatted(to, outcome.differences(), differences));
        }
        should.forEach((table, rows) -> compare(table, rows, wrong));
        var found = new TreeSet<>(database.<List<String>>read(
                reader -> reader.list("SELECT quote(id) FROM find_exploits", row -> row.getString(1))));
        if (!found.equals(
                should.getOrDefault(WrittenTable.EXPLOITS, new TreeMap<>()).keySet())) {
            wrong.add("write %d: exploits are found that are not there, or not found".formatted(to));
        }
        lookThroughBoth(wrong);
        return wrong;
    }

    private void compare(WrittenTable table, SortedMap<String, String> rows, List<String> wrong) {
        var found = new TreeMap<String, String>();
        database.<List<Map.Entry<String, String>>>read(
                        reader -> reader.list(table.everything(), row -> Map.entry(row.getString(1), row.getString(2))))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        var keys = new TreeSet<>(rows.keySet());
        keys.addAll(found.keySet());
        for (var key : keys) {
            var is = found.getOrDefault(key, "nothing");
            var shouldBe = rows.getOrDefault(key, "nothing");
            if (!is.equals(shouldBe)) {
                wrong.add("write %d: in %s, %s is %s and should be %s"
                        .formatted(to, table.table().name(), key, is, shouldBe));
                return;
            }
        }
    }

    private void lookThroughBoth(List<String> wrong) {
        var primary = database.inspect(Role.PRIMARY);
        if (primary instanceof Inspection.Unsound unsound) {
            wrong.add("write %d: the primary is not sound: %s".formatted(to, unsound.why()));
        } else if (!primary.equals(database.inspect(Role.STANDBY))) {
            wrong.add("write %d: the standby is not as the primary".formatted(to));
        }
    }
}

package dev.kamiyo.db;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes edits by hand the truth, as one ordinary write, or sets them aside.
final class Adoption {
    private final EditStore edits;
    private final Writer writer;

    Adoption(EditStore edits, Writer writer) {
        this.edits = edits;
        this.writer = writer;
    }

    /// Every row that waits, oldest first.
    List<HandEdit> waiting() throws IOException {
        var found = new ArrayList<HandEdit>();
        for (var file : edits.waiting()) {
            for (var edit : edits.read(file)) {
                found.add(new HandEdit(file, edit.at(), name(edit), changes(edit)));
            }
        }
        return found;
    }

    private static String name(HandEdits.Edit edit) {
        return edit.table().name() + " " + Arrays.asList(edit.key());
    }

    private static List<String> changes(HandEdits.Edit edit) {
        var found = new ArrayList<String>();
        var columns = edit.table().all();
        for (int i = 0; i < columns.size(); i++) {
            var before = value(edit.before(), i);
            var after = value(edit.after(), i);
            if (!before.equals(after)) {
                found.add(columns.get(i) + ": " + before + " -> " + after);
            }
        }
        return found;
    }

    private static String value(@Nullable Object @Nullable [] row, int place) {
        return row == null ? "no row" : SqlLiteral.of(row[place]);
    }

    /// Writes the rows of a file as the hand left them. A row that has changed since then stays as it is now.
    ///
    /// @param told hears of each adopted row within the same write
    /// @return the rows that had changed since; the others are adopted
    List<String> adopt(Path file, Database.Adopted told) throws IOException {
        var all = edits.read(file);
        Command<List<String>> adopting = tx -> {
            var left = new ArrayList<String>();
            for (var edit : all) {
                if (!adopt(tx, edit, told)) {
                    left.add(name(edit));
                }
            }
            return left;
        };
        var stale = Answers.await(writer.submit(adopting, WriteQueue.Turn.NEXT));
        edits.done(file);
        return stale;
    }

    private static boolean adopt(Tx tx, HandEdits.Edit edit, Database.Adopted told) {
        var key = edit.key();
        var now = tx.row(edit.table(), key).orElse(null);
        if (!HandEdits.same(edit.table(), now, edit.before())) {
            return HandEdits.same(edit.table(), now, edit.after());
        }
        var after = edit.after();
        if (after == null) {
            tx.delete(edit.table(), key);
        } else {
            tx.put(edit.table(), after);
        }
        told.row(tx, edit.table().name(), String.valueOf(key[0]));
        return true;
    }

    /// Sets a file aside without writing anything.
    void discard(Path file) throws IOException {
        edits.done(file);
    }
}

package dev.kamiyo.db;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes edits by hand the truth, as ordinary writes, or sets them aside.
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
            try {
                for (var edit : edits.read(file)) {
                    found.add(new HandEdit(file, edit.at(), name(edit), changes(edit)));
                }
            } catch (IOException e) { // it must not hide the others
                found.add(new HandEdit(file, "", "cannot be read: " + e.getMessage(), List.of()));
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

    /// Writes the rows of a file as the hand left them, in one write but for those that need their own. A row that has
    /// changed since then, or that is refused, stays as it is now. One that is adopted twice is adopted once.
    ///
    /// @param told hears of each adopted row within the same write
    /// @return what was not adopted
    List<UnadoptedEdit> adopt(Path file, Database.Adopted told) throws IOException {
        var together = new ArrayList<HandEdits.Edit>();
        var alone = new ArrayList<HandEdits.Edit>();
        for (var edit : edits.read(file)) {
            boolean isChange = edit.before() != null && edit.after() != null;
            (isChange && told.needsItsOwnWrite(edit.table().name()) ? alone : together).add(edit);
        }
        var left = new ArrayList<>(adopt(together, told));
        for (var edit : alone) {
            left.addAll(adopt(List.of(edit), told));
        }
        edits.done(file);
        return left;
    }

    /// Tries without each row that turns out to be refused: the others must not wait for it.
    private List<UnadoptedEdit> adopt(List<HandEdits.Edit> wanted, Database.Adopted told) {
        var refused = new HashMap<Integer, String>();
        while (refused.size() < wanted.size()) {
            try {
                return Answers.await(writer.submit(tx -> adopt(tx, wanted, refused, told), WriteQueue.Turn.NEXT));
            } catch (RowRefusedException e) {
                refused.put(e.index, String.valueOf(e.getMessage()));
            }
        }
        return refused.entrySet().stream()
                .map(one -> new UnadoptedEdit(name(wanted.get(one.getKey())), one.getValue()))
                .toList();
    }

    private static List<UnadoptedEdit> adopt(
            Tx tx, List<HandEdits.Edit> wanted, Map<Integer, String> refused, Database.Adopted told) {
        var left = new ArrayList<UnadoptedEdit>();
        for (int i = 0; i < wanted.size(); i++) {
            var edit = wanted.get(i);
            var why = refused.get(i);
            if (why == null && !adopt(tx, i, edit, told)) {
                why = "it has changed since";
            }
            if (why != null) {
                left.add(new UnadoptedEdit(name(edit), why));
            }
        }
        return left;
    }

    /// @return false when the row is neither as it was before the edit nor as it was after it
    private static boolean adopt(Tx tx, int index, HandEdits.Edit edit, Database.Adopted told) {
        try {
            var key = edit.key();
            var now = tx.row(edit.table(), key).orElse(null);
            if (!HandEdits.same(edit.table(), now, edit.before())) {
                return isAdopted(edit, now, told.following(edit.table().name()));
            }
            var after = edit.after();
            if (after == null) {
                tx.delete(edit.table(), key);
            } else {
                tx.put(edit.table(), after);
            }
            told.row(tx, edit.table().name(), String.valueOf(key[0]));
            return true;
        } catch (EditRefusedException e) {
            throw new RowRefusedException(index, String.valueOf(e.getMessage()));
        } catch (DbFaultException e) {
            if (e.fault() instanceof DbFault.Other other) { // a constraint, or a table that is not there any more
                throw new RowRefusedException(index, other.words());
            }
            throw e;
        }
    }

    /// As where the service was killed before the file was set aside.
    private static boolean isAdopted(HandEdits.Edit edit, @Nullable Object @Nullable [] now, Set<String> following) {
        if (now == null || edit.after() == null) {
            return now == null && edit.after() == null;
        }
        var columns = edit.table().all();
        var kept = IntStream.range(0, columns.size())
                .filter(i -> !following.contains(columns.get(i)))
                .boxed()
                .toList();
        return kept.stream().allMatch(i -> value(now, i).equals(value(edit.after(), i)))
                && kept.stream().anyMatch(i -> !value(edit.before(), i).equals(value(edit.after(), i)));
    }

    private static final class RowRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int index;

        RowRefusedException(int index, String why) {
            super(why);
            this.index = index;
        }
    }

    /// Sets a file aside without writing anything.
    void discard(Path file) throws IOException {
        edits.done(file);
    }
}

package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Inspection;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.journal.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A main class for [ChildProcess] that opens the data of a folder under a guardian, says `open`, and answers each line
/// with `done`, or `not done` and why:
///
/// ```
/// 17          writes the number as a row of its own
/// settle      moves what is in each -wal into its file
/// keep FILE   copies all data into a new file
/// back FILE   makes the state of such a file the data
/// ```
public final class NumbersChild {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");

    private NumbersChild() {}

    public static void main(String[] args) throws IOException {
        try (var database = TestDatabase.open(Path.of(args[0]));
                var _ = new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("open");
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(database, line.split(" ", 2)));
            }
        }
    }

    private static String answer(Database database, String[] words) throws IOException {
        try {
            switch (words[0]) {
                case "settle" -> database.settle();
                case "keep" -> database.copyTo(Path.of(words[1]));
                case "back" -> back(database, Path.of(words[1]));
                default -> write(database, Long.parseLong(words[0]));
            }
            return "done";
        } catch (DbFaultException e) {
            return "not done: " + e.getMessage();
        }
    }

    private static void write(Database database, long number) {
        database.write(tx -> {
            tx.put(NUMBERS, number, number * 10);
            return true;
        });
    }

    private static void back(Database database, Path kept) throws IOException {
        if (!(Inspection.of(kept) instanceof Inspection.Sound sound)) {
            throw new IllegalArgumentException(kept + " is no sound copy");
        }
        var draft = kept.resolveSibling("draft.db");
        var target = database.build(kept, sound.head().seq(), draft);
        database.restore(draft, target, state -> Files.move(state, kept.resolveSibling("state.db")));
    }
}

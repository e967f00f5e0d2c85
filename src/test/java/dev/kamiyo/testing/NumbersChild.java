package dev.kamiyo.testing;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.journal.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A main class for [ChildProcess] that opens the data of a folder under a guardian, says `open`, and writes each
/// number that it is
/// told as a row of its own: `done`, or `not done` and why.
public final class NumbersChild {
    private static final Table NUMBERS = Table.of("numbers", "year", "last");

    private NumbersChild() {}

    public static void main(String[] args) throws IOException {
        try (var database = TestDatabase.open(Path.of(args[0]));
                var _ = new Guardian(database, Clock.systemUTC(), List::of, IncidentListener.NONE);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("open");
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(write(database, Long.parseLong(line)));
            }
        }
    }

    private static String write(Database database, long number) {
        try {
            return database.write(tx -> {
                tx.put(NUMBERS, number, number * 10);
                return "done";
            });
        } catch (DbFaultException e) {
            return "not done: " + e.getMessage();
        }
    }
}

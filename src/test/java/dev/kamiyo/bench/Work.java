package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.util.List;
import java.util.Locale;

/// What can be measured, in the order in which it is.
enum Work {
    SERVE,
    FILTERS,
    EXPORT,
    STREAM,
    START,
    WRITES,
    IMPORT,
    BACKUP,
    HEAL;

    Measurement measurement() {
        return switch (this) {
            case SERVE -> new Serving();
            case FILTERS -> new Filtering();
            case EXPORT -> new Exporting();
            case STREAM -> new Streaming();
            case START -> new Starting();
            case WRITES -> new Writing();
            case IMPORT -> new Importing();
            case BACKUP -> new BackingUp();
            case HEAL -> new Healing();
        };
    }

    /// The programs that it needs and that are not there.
    List<String> missing() {
        var needed =
                switch (this) {
                    case SERVE -> List.of("wrk", "nginx");
                    case FILTERS -> List.of("wrk");
                    case BACKUP, HEAL -> List.of("sqlite3");
                    case EXPORT, STREAM, START, WRITES, IMPORT -> List.<String>of();
                };
        return needed.stream().filter(program -> !Program.isThere(program)).toList();
    }

    /// Its name on the command line.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.kamiyo.container;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What is done to the live database file from inside the container before a block is run.
enum Harm {
    DAMAGED_HEADER("damaged-header", "dd if=/dev/urandom of=/app/data/kamiyo.db bs=100 count=1 conv=notrunc"),
    DAMAGED_PAGE("damaged-page", "dd if=/dev/urandom of=/app/data/kamiyo.db bs=4096 seek=200 count=40 conv=notrunc"),
    DELETED("deleted", "rm /app/data/kamiyo.db"),
    TRUNCATED("truncated", "truncate -s 65536 /app/data/kamiyo.db");

    private final String label;
    private final String command;

    Harm(String label, String command) {
        this.label = label;
        this.command = command;
    }

    String label() {
        return label;
    }

    /// The command for the container's shell.
    String command() {
        return command;
    }

    /// @throws IllegalArgumentException when there is none of this name
    static Harm of(String label) {
        return Arrays.stream(values())
                .filter(harm -> harm.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is no harm; there are "
                        + Arrays.stream(values()).map(Harm::label).collect(Collectors.joining(", "))));
    }
}

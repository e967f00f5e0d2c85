package dev.kamiyo.cli;

import java.io.PrintWriter;

/// A bar on a terminal; nothing where there is none.
final class ProgressBar {
    private static final int WIDTH = 40;

    private final PrintWriter terminal;
    private final boolean shown;
    private boolean drawn;

    ProgressBar(PrintWriter terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    void at(int done, int total) {
        if (!shown || total == 0) {
            return;
        }
        int filled = (int) ((long) WIDTH * done / total);
        terminal.printf("\r[%s%s] %,d of %,d", "#".repeat(filled), " ".repeat(WIDTH - filled), done, total);
        terminal.flush();
        drawn = true;
    }

    /// Another page of a feed has come; how many there will be is not known.
    void page(int number) {
        if (shown) {
            terminal.printf("\rpage %,d", number);
            terminal.flush();
            drawn = true;
        }
    }

    void end() {
        if (drawn) {
            terminal.println();
            terminal.flush();
        }
    }
}

package dev.kamiyo.search;

/// Counts and sums of many things side by side. Belongs to one thread.
final class Sums {
    /// Exploits, known losses, losses, what came back: beside each other in one array, since an exploit adds to all.
    private static final int CELLS = 4;

    private final long[] cells;

    Sums(int things) {
        this.cells = new long[things * CELLS];
    }

    /// @param loss in cents; negative when it is not known
    /// @param recovered in cents; negative when it is not known
    void add(int thing, long loss, long recovered) {
        int cell = thing * CELLS;
        cells[cell]++;
        cells[cell + 1] += (loss >> 63) + 1;
        cells[cell + 2] += Math.max(loss, 0);
        cells[cell + 3] += Math.max(recovered, 0);
    }

    /// Adds what others have of a thing.
    void add(int thing, Sums others, int other) {
        for (int i = 0; i < CELLS; i++) {
            cells[thing * CELLS + i] += others.cells[other * CELLS + i];
        }
    }

    boolean isEmpty(int thing) {
        return cells[thing * CELLS] == 0;
    }

    /// What all of them have together.
    Sum all() {
        var sum = new Sum();
        for (int thing = 0; thing < cells.length / CELLS; thing++) {
            sum.add(of(thing));
        }
        return sum;
    }

    Sum of(int thing) {
        int cell = thing * CELLS;
        return new Sum(cells[cell], cells[cell + 1], cells[cell + 2], cells[cell + 3]);
    }
}

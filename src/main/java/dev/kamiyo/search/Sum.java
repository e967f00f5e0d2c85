package dev.kamiyo.search;

import org.jspecify.annotations.Nullable;

/// Counts and sums in the making. Belongs to one thread.
final class Sum {
    private long exploits;
    private long known;
    private long loss;
    private long recovered;

    /// Of nothing yet.
    Sum() {}

    Sum(long exploits, long known, long loss, long recovered) {
        this.exploits = exploits;
        this.known = known;
        this.loss = loss;
        this.recovered = recovered;
    }

    /// @param itsLoss in cents; negative when it is not known
    /// @param itsRecovered in cents; negative when it is not known
    void add(long itsLoss, long itsRecovered) {
        exploits++;
        if (itsLoss >= 0) {
            known++;
            loss += itsLoss;
        }
        recovered += Math.max(itsRecovered, 0);
    }

    void add(Row row) {
        add(row.loss(), row.recovered());
    }

    void add(Sum other) {
        exploits += other.exploits;
        known += other.known;
        loss += other.loss;
        recovered += other.recovered;
    }

    long exploits() {
        return exploits;
    }

    Tally of(@Nullable String value) {
        return new Tally(value, exploits, known, loss, recovered);
    }
}

package dev.kamiyo.testing;

import java.util.HashSet;
import java.util.Set;

/// What a soak has counted. Used by one thread.
final class SoakTally {
    private long acknowledged;
    private final Set<SoakKey> lost = new HashSet<>();
    private final Set<String> doubled = new HashSet<>();

    /// Takes in what a child said.
    void count(SoakLine line) {
        switch (line) {
            case SoakLine.Acknowledged _ -> acknowledged++;
            case SoakLine.Lost one -> lost.add(one.key());
            case SoakLine.Doubled(var what) -> doubled.add(what);
            case SoakLine.Refused _, SoakLine.Verified _ -> {}
        }
    }

    /// How many writes were acknowledged.
    long acknowledged() {
        return acknowledged;
    }

    /// Whether nothing is lost and nothing doubled.
    boolean isClean() {
        return lost.isEmpty() && doubled.isEmpty();
    }

    @Override
    public String toString() {
        return "%,d writes acknowledged, %d lost, %d doubled".formatted(acknowledged, lost.size(), doubled.size());
    }
}

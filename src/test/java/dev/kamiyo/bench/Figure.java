package dev.kamiyo.bench;

import java.util.Optional;

/// What was measured.
///
/// @param work what was done; the same at each size and in each run
/// @param exploits how many the data had
/// @param yardstick the like, done by something that is hard to beat, in the same run
record Figure(String work, long exploits, double value, Unit unit, Optional<Yardstick> yardstick, Goal goal) {
    /// @param what what was done instead
    record Yardstick(String what, double value) {}

    static Figure beside(
            String work, long exploits, double value, Unit unit, String what, double yardstick, Goal goal) {
        return new Figure(work, exploits, value, unit, Optional.of(new Yardstick(what, yardstick)), goal);
    }

    static Figure alone(String work, long exploits, double value, Unit unit, Goal goal) {
        return new Figure(work, exploits, value, unit, Optional.empty(), goal);
    }

    /// The value as a share of the yardstick.
    Optional<Double> ratio() {
        return yardstick.map(other -> value / other.value);
    }

    boolean isMet() {
        return goal.isMet(goal.relative() ? ratio().orElseThrow() : value);
    }
}

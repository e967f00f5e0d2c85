package dev.kamiyo.search;

/// The bounds of a filter. What is unknown is negative, and so below each of them.
///
/// @param since of the time, in seconds since 1970
/// @param before of the time; the first second that is too late
/// @param least of the loss, in cents
/// @param most of the loss, in cents
/// @param modified of the change, in seconds since 1970
record Bounds(long since, long before, long least, long most, long modified) {
    static Bounds of(Filter filter) {
        var since = filter.since();
        var before = filter.before();
        var least = filter.minLoss();
        var most = filter.maxLoss();
        var modified = filter.modifiedSince();
        return new Bounds(
                since == null ? (before == null ? Long.MIN_VALUE : 0) : Math.max(0, since),
                before == null ? Long.MAX_VALUE : before,
                least == null ? (most == null ? Long.MIN_VALUE : 0) : least.cents(),
                most == null ? Long.MAX_VALUE : most.cents(),
                modified == null ? Long.MIN_VALUE : modified);
    }

    /// Whether a filter asks for more than times.
    boolean areOfMoreThanTime() {
        return least != Long.MIN_VALUE || most != Long.MAX_VALUE || modified != Long.MIN_VALUE;
    }

    /// Whether an exploit is within them, whenever it occurred.
    boolean hold(long loss, long changed) {
        return loss >= least && loss <= most && changed >= modified;
    }

    boolean hold(Row row) {
        return row.occurred() >= since && row.occurred() < before && hold(row.loss(), row.modified());
    }
}

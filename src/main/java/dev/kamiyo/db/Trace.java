package dev.kamiyo.db;

/// Where all that was read for somebody came from. Belongs to one thread.
public final class Trace {
    private Origin origin = Origin.PRIMARY;

    void add(Origin another) {
        origin = origin.or(another);
    }

    /// The origin that they have to know of; the healthy primary when nothing was read.
    public Origin origin() {
        return origin;
    }
}

package dev.kamiyo.stream;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// How far somebody has followed the changes: all up to it are known to them. Written `1f3a9c02-7`, or `1f3a9c02-7.2`
/// when only two changes of write 7 are known. Immutable.
///
/// @param epoch the line of writes; empty for whichever there is
/// @param seq the last write of which something is known
/// @param part how many of its changes are known; [#WHOLE] for all of them
public record Place(String epoch, long seq, int part) {
    static final int WHOLE = Integer.MAX_VALUE;
    /// The order of places of one epoch.
    static final Comparator<Place> ORDER = Comparator.comparingLong(Place::seq).thenComparingInt(Place::part);

    private static final Pattern FORM = Pattern.compile("(?:([0-9a-f]{8})-)?(\\d{1,18})(?:\\.(\\d{1,9}))?");

    /// The place behind a whole write.
    Place(String epoch, long seq) {
        this(epoch, seq, WHOLE);
    }

    /// The place that a text names, if it names one.
    public static Optional<Place> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var epoch = Optional.ofNullable(parts.group(1)).orElse("");
        int part = parts.group(3) == null ? WHOLE : Integer.parseInt(parts.group(3));
        return Optional.of(new Place(epoch, Long.parseLong(parts.group(2)), part));
    }

    /// The same place of another's epoch, unless it has one of its own.
    Place inEpochOf(Place other) {
        return epoch.isEmpty() ? new Place(other.epoch, seq, part) : this;
    }

    /// Whether another place of the same epoch is farther.
    boolean isBehind(Place other) {
        return ORDER.compare(this, other) < 0;
    }

    /// The last write of which all is known.
    long whole() {
        return part == WHOLE ? seq : seq - 1;
    }

    /// As it is written.
    public String text() {
        return epoch + "-" + seq + (part == WHOLE ? "" : "." + part);
    }
}

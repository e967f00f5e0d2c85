package dev.kamiyo.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The last lines, in memory: what a lost file held, and what a copy lacks that was out of service for a moment.
///
/// They are bytes in one array that is written over again and again: objects that live this long are copied by each
/// young collection, for tens of milliseconds under many writes. Safe for use by many threads.
final class Recent {
    private static final int ROOM = 4 << 20;

    private byte[] ring = new byte[0];
    private int start;
    private int used;
    private long first;
    private int count;

    /// Adds lines, and lets go of the oldest for which there is no room. Those of one call stay together, however long
    /// they are.
    ///
    /// @param seq the number of the first one; where it does not follow the last that is here, nothing else is kept
    /// @param lines how many
    /// @param bytes each with its line feed
    synchronized void add(long seq, int lines, byte[] bytes) {
        if (seq != first + count) {
            clear();
            first = seq;
        }
        int room = Math.max(ROOM, bytes.length);
        keep(room - bytes.length);
        if (ring.length != room) {
            var kept = used == 0 ? new byte[0] : bytes(0, used);
            ring = Arrays.copyOf(kept, room);
            start = 0;
        }
        int end = place(used);
        int straight = Math.min(bytes.length, ring.length - end);
        System.arraycopy(bytes, 0, ring, end, straight);
        System.arraycopy(bytes, straight, ring, 0, bytes.length - straight);
        used += bytes.length;
        count += lines;
    }

    /// Lets go of the oldest until there are no more bytes than this.
    private void keep(int most) {
        while (used > most) {
            int gone = lineAt(0);
            start = place(gone);
            used -= gone;
            first++;
            count--;
        }
    }

    synchronized void clear() {
        start = 0;
        used = 0;
        first = 0;
        count = 0;
    }

    /// All lines behind a write, oldest first, without their line feeds; none when the first of them is gone.
    synchronized List<byte[]> after(long seq) {
        var found = new ArrayList<byte[]>();
        if (count > 0 && first <= seq + 1) {
            long number = first;
            for (int at = 0; at < used; number++) {
                int length = lineAt(at);
                if (number > seq) {
                    found.add(bytes(at, length - 1));
                }
                at += length;
            }
        }
        return found;
    }

    /// The last lines, oldest first, without their line feeds.
    ///
    /// @param most where they have as many bytes, no older one is added
    synchronized List<byte[]> last(long most) {
        var all = after(first - 1);
        int from = all.size();
        for (long bytes = 0; from > 0 && bytes < most; from--) {
            bytes += all.get(from - 1).length;
        }
        return all.subList(from, all.size());
    }

    /// How long the line is that begins at an offset from the oldest, its line feed included.
    private int lineAt(int offset) {
        int length = 1;
        for (int at = place(offset); ring[at] != '\n'; length++) {
            at = at + 1 == ring.length ? 0 : at + 1;
        }
        return length;
    }

    private int place(int offset) {
        return (start + offset) % ring.length;
    }

    private byte[] bytes(int offset, int length) {
        var found = new byte[length];
        int at = place(offset);
        int straight = Math.min(length, ring.length - at);
        System.arraycopy(ring, at, found, 0, straight);
        System.arraycopy(ring, 0, found, straight, length - straight);
        return found;
    }
}

package dev.kamiyo.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.BitSetUtil;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/// Exploits column by column, and for each value of a facet the positions of those that have it. They stand in the
/// order of their times, then of their numbers; those of unknown time come first. Immutable, but for bitmaps that
/// nobody may change.
final class Columns {
    static final Columns EMPTY = new Builder().build();

    /// Bits for a position: enough for 4 million of them, beside numbers such as 2022000000031.
    private static final int PLACE = 22;

    private final long[] numbers;
    private final long[] occurred;
    private final long[] loss;
    private final long[] recovered;
    private final long[] modified;
    private final int[] protocols;
    private final String[] slugs;
    private final Map<Facet, Map<String, RoaringBitmap>> words;
    private final WordSets sets;
    /// The numbers once more, in their own order, and where each stands.
    private final long[] sorted;

    private final int[] positions;

    private Columns(Builder made) {
        int size = made.size;
        this.numbers = Arrays.copyOf(made.numbers, size);
        this.occurred = Arrays.copyOf(made.occurred, size);
        this.loss = Arrays.copyOf(made.loss, size);
        this.recovered = Arrays.copyOf(made.recovered, size);
        this.modified = Arrays.copyOf(made.modified, size);
        this.slugs = made.slugs.toArray(String[]::new);
        this.protocols = Arrays.copyOf(made.protocols, size);
        sortSlugs();
        this.words = made.words;
        this.words.values().forEach(values -> values.values().forEach(RoaringBitmap::runOptimize));
        this.sets = made.sets.build();
        this.sorted = new long[size];
        this.positions = new int[size];
        sortNumbers();
    }

    private void sortNumbers() {
        System.arraycopy(numbers, 0, sorted, 0, sorted.length);
        Arrays.sort(sorted);
        for (int at = 0; at < numbers.length; at++) {
            positions[Arrays.binarySearch(sorted, numbers[at])] = at;
        }
    }

    private void sortSlugs() {
        var before = slugs.clone();
        Arrays.sort(slugs);
        if (!Arrays.equals(before, slugs)) {
            var moved = new int[before.length];
            Arrays.setAll(moved, protocol -> Arrays.binarySearch(slugs, before[protocol]));
            for (int at = 0; at < protocols.length; at++) {
                protocols[at] = protocols[at] < 0 ? -1 : moved[protocols[at]];
            }
        }
    }

    int size() {
        return numbers.length;
    }

    long number(int at) {
        return numbers[at];
    }

    long occurred(int at) {
        return occurred[at];
    }

    long loss(int at) {
        return loss[at];
    }

    long recovered(int at) {
        return recovered[at];
    }

    long modified(int at) {
        return modified[at];
    }

    /// A number for the exploit's protocol, in the order of slugs; -1 when it is not known.
    int protocol(int at) {
        return protocols[at];
    }

    /// How many protocols there are.
    int protocols() {
        return slugs.length;
    }

    String slug(int protocol) {
        return slugs[protocol];
    }

    /// The number of a protocol; negative when there is none.
    int protocol(String slug) {
        return Arrays.binarySearch(slugs, slug);
    }

    /// What is sorted by; negative when it is unknown.
    long[] values(Sort sort) {
        return switch (sort) {
            case OCCURRED_AT -> occurred;
            case LOSS -> loss;
            case MODIFIED_AT -> modified;
        };
    }

    /// The values of a facet, each with the positions that have it; not for change.
    Map<String, RoaringBitmap> values(Facet facet) {
        return words.getOrDefault(facet, Map.of());
    }

    /// The words of each exploit.
    WordSets sets() {
        return sets;
    }

    /// Where an exploit stands; negative when it is none of these.
    int position(long number) {
        int at = Arrays.binarySearch(sorted, number);
        return at < 0 ? -1 : positions[at];
    }

    /// The first position whose time is not before one.
    int since(long time) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (occurred[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The positions of those within the bounds of losses and changes, whenever they occurred.
    RoaringBitmap within(Bounds bounds) {
        var bits = new long[(size() + Long.SIZE - 1) / Long.SIZE];
        for (int at = 0; at < size(); at++) {
            if (bounds.hold(loss[at], modified[at])) {
                bits[at >> 6] |= 1L << at;
            }
        }
        return BitSetUtil.bitmapOf(bits);
    }

    /// The same without some and with others.
    ///
    /// @param gone the positions of those that are left out
    /// @param others none of which is among the rest
    Columns with(RoaringBitmap gone, Row[] others) {
        var sortedOthers = others.clone();
        Arrays.sort(sortedOthers, Builder.ORDER);
        var builder = new Builder(slugs, new WordSets.Builder(sets));
        var moved = new int[size()];
        int next = 0;
        for (int at = 0; at < size(); at++) {
            while (next < sortedOthers.length && isBefore(sortedOthers[next], at)) {
                builder.add(sortedOthers[next++]);
            }
            moved[at] = gone.contains(at) ? -1 : builder.add(this, at);
        }
        while (next < sortedOthers.length) {
            builder.add(sortedOthers[next++]);
        }
        words.forEach((facet, values) -> values.forEach((value, at) -> builder.add(new Word(facet, value), at, moved)));
        return builder.build();
    }

    private boolean isBefore(Row row, int at) {
        return row.occurred() == occurred[at] ? row.number() < numbers[at] : row.occurred() < occurred[at];
    }

    /// Takes exploits in their order, or in that of their numbers.
    static final class Builder implements Consumer<Row> {
        static final Comparator<Row> ORDER =
                Comparator.comparingLong(Row::occurred).thenComparingLong(Row::number);

        private int size;
        private long[] numbers = new long[1_024];
        private long[] occurred = new long[1_024];
        private long[] loss = new long[1_024];
        private long[] recovered = new long[1_024];
        private long[] modified = new long[1_024];
        private int[] protocols = new int[1_024];
        private final List<String> slugs = new ArrayList<>();
        private final Map<String, Integer> ids = new HashMap<>();
        private final String[] known;
        private final Map<Facet, Map<String, RoaringBitmap>> words = new EnumMap<>(Facet.class);
        private final WordSets.Builder sets;

        Builder() {
            this(new String[0], new WordSets.Builder());
        }

        /// @param known slugs that have ids already, sorted
        /// @param sets has the sets of words that have numbers already
        private Builder(String[] known, WordSets.Builder sets) {
            this.known = known;
            this.sets = sets;
            slugs.addAll(Arrays.asList(known));
        }

        @Override
        public void accept(Row row) {
            add(row);
        }

        void add(Row row) {
            int at = add(
                    row.number(),
                    row.occurred(),
                    row.loss(),
                    row.recovered(),
                    row.modified(),
                    protocol(row.protocol()));
            row.words().forEach(word -> bitmap(word).add(at));
            sets.add(row.words());
        }

        /// Takes an exploit of other columns, but not into the bitmaps of its words.
        ///
        /// @return where it stands now
        private int add(Columns other, int at) {
            sets.add(other.sets.of(at));
            return add(
                    other.numbers[at],
                    other.occurred[at],
                    other.loss[at],
                    other.recovered[at],
                    other.modified[at],
                    other.protocols[at]);
        }

        private int protocol(@Nullable String slug) {
            if (slug == null) {
                return -1;
            }
            int found = Arrays.binarySearch(known, slug);
            return found >= 0
                    ? found
                    : ids.computeIfAbsent(slug, made -> {
                        slugs.add(made);
                        return slugs.size() - 1;
                    });
        }

        private int add(long number, long time, long itsLoss, long itsRecovered, long change, int protocol) {
            if (size == numbers.length) {
                int more = size + (size >> 1);
                numbers = Arrays.copyOf(numbers, more);
                occurred = Arrays.copyOf(occurred, more);
                loss = Arrays.copyOf(loss, more);
                recovered = Arrays.copyOf(recovered, more);
                modified = Arrays.copyOf(modified, more);
                protocols = Arrays.copyOf(protocols, more);
            }
            numbers[size] = number;
            occurred[size] = time;
            loss[size] = itsLoss;
            recovered[size] = itsRecovered;
            modified[size] = change;
            protocols[size] = protocol;
            return size++;
        }

        /// Takes the exploits that have a word.
        ///
        /// @param moved where each of their positions is now; -1 for those that are gone
        private void add(Word word, RoaringBitmap at, int[] moved) {
            RoaringBitmapWriter<RoaringBitmap> writer =
                    RoaringBitmapWriter.writer().get();
            at.forEach((int position) -> {
                if (moved[position] >= 0) {
                    writer.add(moved[position]);
                }
            });
            bitmap(word).or(writer.get());
        }

        private RoaringBitmap bitmap(Word word) {
            return words.computeIfAbsent(word.facet(), _ -> new TreeMap<>())
                    .computeIfAbsent(word.value(), _ -> new RoaringBitmap());
        }

        Columns build() {
            return new Columns(this);
        }

        /// The columns of exploits that were taken in the order of their numbers.
        Columns inOrderOfTime() {
            var keys = new long[size];
            for (int at = 0; at < size; at++) {
                keys[at] = occurred[at] << PLACE | at;
            }
            Arrays.sort(keys);
            var unordered = sets.build();
            var ordered = new Builder(new String[0], new WordSets.Builder(unordered));
            ordered.slugs.addAll(slugs);
            var moved = new int[size];
            for (long key : keys) {
                int at = (int) (key & ((1L << PLACE) - 1));
                ordered.sets.add(unordered.of(at));
                moved[at] =
                        ordered.add(numbers[at], occurred[at], loss[at], recovered[at], modified[at], protocols[at]);
            }
            words.forEach((facet, values) -> values.forEach((value, at) -> {
                var places = at.toArray();
                Arrays.setAll(places, i -> moved[places[i]]);
                Arrays.sort(places);
                ordered.bitmap(new Word(facet, value)).or(RoaringBitmap.bitmapOf(places));
            }));
            return ordered.build();
        }
    }
}

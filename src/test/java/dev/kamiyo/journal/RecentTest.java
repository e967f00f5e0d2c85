package dev.kamiyo.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is remembered of the journal.
class RecentTest {
    private static final int ROOM = 4 << 20;

    private final Recent recent = new Recent();

    @Test
    void keepsTheLastLinesAsTheyWereHoweverOftenTheyAreWrittenOver() {
        var random = new Random(7);
        var all = new ArrayList<String>();
        all.add(""); // there is no write 0
        for (int round = 0; round < 2_000; round++) {
            var group = new ArrayList<String>();
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                group.add(all.size() + group.size() + "x".repeat(random.nextInt(1_500)));
            }
            add(all.size(), group);
            all.addAll(group);
        }
        int from = all.size();
        for (long bytes = 0; bytes + all.get(from - 1).length() + 1 <= ROOM; from--) {
            bytes += all.get(from - 1).length() + 1;
        }
        assertEquals(all.subList(from, all.size()), texts(recent.after(from - 1)));
        assertEquals(List.of(), recent.after(from - 2));
        assertEquals(all.subList(all.size() - 5, all.size()), texts(recent.after(all.size() - 6)));
        assertEquals(List.of(), recent.after(all.size() - 1));
        int near = all.size();
        for (long bytes = 0; bytes < 10_000; near--) {
            bytes += all.get(near - 1).length();
        }
        assertEquals(all.subList(near, all.size()), texts(recent.last(10_000)));
        assertEquals(all.subList(from, all.size()), texts(recent.last(Long.MAX_VALUE)));
    }

    @Test
    void keepsWhatIsAddedAtOnceAsAWhole() {
        add(1, List.of("before"));
        var large = List.of("a".repeat(ROOM), "b".repeat(ROOM), "c");
        add(2, large);
        assertEquals(large, texts(recent.last(Long.MAX_VALUE)));
        add(5, List.of("d"));
        assertEquals(List.of("c", "d"), texts(recent.last(Long.MAX_VALUE)));
    }

    @Test
    void keepsNothingOfBeforeAGap() {
        add(1, List.of("a", "b"));
        add(7, List.of("g"));
        assertEquals(List.of(), recent.after(1));
        assertEquals(List.of("g"), texts(recent.after(6)));
        recent.clear();
        assertEquals(List.of(), recent.last(Long.MAX_VALUE));
    }

    private void add(long seq, List<String> lines) {
        recent.add(seq, lines.size(), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static List<String> texts(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(line, StandardCharsets.US_ASCII))
                .toList();
    }
}

package dev.kamiyo.cli;

import dev.kamiyo.testing.Waiting;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;

/// Makes objects that live long enough to become old, and prints how many megabytes of old objects there were at most.
/// Its word says whether somebody watches. Who watches is told by another thread: on a busy machine that comes late, so
/// no more is made until it has done what it is told for.
final class HeapWatchChild {
    private static final int OBJECT = 64 << 10;
    private static final int LIVING = 256; // 16 MB
    private static final int MADE = 16_384; // 1 GB

    private HeapWatchChild() {}

    public static void main(String[] args) throws Exception {
        var watch = args[0].equals("watched") ? HeapWatch.start() : null;
        var old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst()
                .orElseThrow();
        var living = new ArrayDeque<byte[]>();
        for (int i = 0; i < MADE; i++) {
            living.add(new byte[OBJECT]);
            if (living.size() > LIVING) {
                living.remove();
            }
            if (watch != null && old.isUsageThresholdExceeded()) {
                Waiting.until(() -> !old.isUsageThresholdExceeded());
            }
        }
        System.out.println(old.getPeakUsage().getUsed() >> 20);
        if (watch != null) {
            watch.orElseThrow().close();
        }
    }
}

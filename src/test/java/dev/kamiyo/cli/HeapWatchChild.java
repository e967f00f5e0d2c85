package dev.kamiyo.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayDeque;

/// Makes objects that live long enough to become old, and prints how many megabytes of old objects there were at most.
/// Its word says whether somebody watches.
final class HeapWatchChild {
    private static final int OBJECT = 64 << 10;
    private static final int LIVING = 256; // 16 MB
    private static final int MADE = 16_384; // 1 GB

    private HeapWatchChild() {}

    public static void main(String[] args) {
        var watch = args[0].equals("watched") ? HeapWatch.start() : null;
        var living = new ArrayDeque<byte[]>();
        for (int i = 0; i < MADE; i++) {
            living.add(new byte[OBJECT]);
            if (living.size() > LIVING) {
                living.remove();
            }
        }
        long most = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .map(MemoryPoolMXBean::getPeakUsage)
                .findFirst()
                .orElseThrow()
                .getUsed();
        System.out.println(most >> 20);
        if (watch != null) {
            watch.orElseThrow().close();
        }
    }
}

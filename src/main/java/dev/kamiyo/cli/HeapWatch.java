package dev.kamiyo.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the old objects of the heap collected when they take much more than those that are used. Closing ends that.
///
/// The serial collector does not look at its old objects for as long as it may take more memory, and it may take a
/// quarter of the machine's: answers that live a little longer than young objects would fill it. Its pause depends on
/// what is used alone, so that it would be no shorter for being later.
final class HeapWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("heap");
    private static final String OLD = "Tenured Gen";
    private static final long LEAST_ROOM = 64L << 20;
    private static final long USED_TO_ROOM = 2;

    private final MemoryPoolMXBean old;
    private final NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    private final NotificationListener listener = this::noticed;

    private HeapWatch(MemoryPoolMXBean old) {
        this.old = old;
        memory.addNotificationListener(listener, null, null);
        leaveRoom();
    }

    /// Starts watching; empty when the JVM has another collector.
    static Optional<HeapWatch> start() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(OLD))
                .findFirst()
                .map(HeapWatch::new);
    }

    private void noticed(Notification notification, Object handback) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            long before = old.getUsage().getUsed();
            System.gc();
            log.debug(
                    "{} MB of old objects, {} MB of them used",
                    before >> 20,
                    old.getUsage().getUsed() >> 20);
            leaveRoom();
        }
    }

    private void leaveRoom() {
        long used = old.getUsage().getUsed();
        long most = old.getUsage().getMax();
        old.setUsageThreshold(Math.min(most, used + Math.max(LEAST_ROOM, used / USED_TO_ROOM)));
    }

    @Override
    public void close() {
        try {
            memory.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("closed twice", e);
        }
        old.setUsageThreshold(0); // none
    }
}

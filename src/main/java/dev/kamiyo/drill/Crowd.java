package dev.kamiyo.drill;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Readers and writers that work on a service until they are stopped, and note what they are told.
///
/// Each write is repeated with the same key until it is acknowledged; what is acknowledged must be seen, as it was
/// written, by every read from then on.
final class Crowd implements AutoCloseable {
    private static final int WRITERS = 2;
    private static final int READERS = 3;
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(10);
    private static final Duration BETWEEN_READS = Duration.ofMillis(3);
    private static final LocalDate FIRST_DAY = LocalDate.of(2009, 1, 3);
    private static final int DAYS = 5_000;

    /// What a writer was promised.
    record Written(String id, String title) {}

    private final Client client;
    private final Optional<String> key;
    private final List<Written> acknowledged = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isDown;
    private volatile boolean ended;

    /// Begins.
    Crowd(Client client, Optional<String> key) {
        this.client = client;
        this.key = key;
        for (int i = 0; i < READERS; i++) {
            threads.add(Thread.ofPlatform().name("drill-reader-" + i).daemon().start(this::read));
        }
        for (int i = 0; i < (key.isPresent() ? WRITERS : 0); i++) {
            threads.add(Thread.ofPlatform().name("drill-writer-" + i).daemon().start(this::write));
        }
    }

    private static String word() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private void write() {
        while (!ended) {
            var title = "Rehearsal " + word();
            var day = FIRST_DAY.plusDays(ThreadLocalRandom.current().nextInt(DAYS));
            var body = JsonMapper.shared()
                    .createObjectNode()
                    .put("title", title)
                    .put("occurred_at", day.toString())
                    .toString();
            var once = word();
            while (!written(title, once, body) && !ended) {
                LockSupport.parkNanos(BETWEEN_WRITES.toNanos());
            }
            LockSupport.parkNanos(BETWEEN_WRITES.toNanos());
        }
    }

    private boolean written(String title, String once, String body) {
        try {
            var answer = client.post("/api/v1/exploits", key.orElse(""), once, body);
            if (answer.statusCode() == 201) {
                var id = JsonMapper.shared().readTree(answer.body()).path("id").asString("");
                synchronized (acknowledged) {
                    acknowledged.add(new Written(id, title));
                }
                return true;
            }
            if (answer.statusCode() == 503) {
                refused.incrementAndGet();
            } else {
                wrong.add("a write was answered with " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            refused.incrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            ended = true;
        }
        return false;
    }

    private void read() {
        while (!ended) {
            var one = any();
            try {
                if (one.isPresent() && ThreadLocalRandom.current().nextBoolean()) {
                    look(one.get()).ifPresent(this::failed);
                } else {
                    list().ifPresent(this::failed);
                }
            } catch (IOException | JacksonException e) {
                failed(String.valueOf(e));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            reads.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_READS.toNanos());
        }
    }

    /// While the process is known to be gone nobody can be answered, and that is no failure of a read.
    private void failed(String why) {
        if (!isDown) {
            wrong.add(why);
        }
    }

    private Optional<Written> any() {
        synchronized (acknowledged) {
            return acknowledged.isEmpty()
                    ? Optional.empty()
                    : Optional.of(acknowledged.get(ThreadLocalRandom.current().nextInt(acknowledged.size())));
        }
    }

    /// What is wrong with the answer about one write.
    Optional<String> look(Written one) throws IOException, InterruptedException {
        var answer = client.get("/api/v1/exploits/" + one.id());
        if (answer.headers().firstValue("Kamiyo-Stale-Since").isPresent()) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            return Optional.of(one.id() + " is answered with " + answer.statusCode() + ": " + answer.body());
        }
        var title = JsonMapper.shared().readTree(answer.body()).path("title").asString("");
        return title.equals(one.title())
                ? Optional.empty()
                : Optional.of(one.id() + " is called '" + title + "' and not '" + one.title() + "'");
    }

    private Optional<String> list() throws IOException, InterruptedException {
        int least = acknowledged();
        var answer = client.get("/api/v1/exploits?limit=5");
        if (answer.statusCode() != 200) {
            return Optional.of("a list is answered with " + answer.statusCode() + ": " + answer.body());
        }
        if (answer.headers().firstValue("Kamiyo-Stale-Since").isPresent()) {
            return Optional.empty();
        }
        long total = answer.headers().firstValueAsLong("X-Total-Count").orElse(0);
        return total < least
                ? Optional.of("the total was " + total + " after " + least + " writes had been acknowledged")
                : Optional.empty();
    }

    int acknowledged() {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    /// What was acknowledged, from a place on.
    List<Written> acknowledged(int from) {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged.subList(from, acknowledged.size()));
        }
    }

    long reads() {
        return reads.get();
    }

    long refused() {
        return refused.get();
    }

    /// The reads that failed or were wrong since the last time this was asked.
    List<String> takeWrong() {
        var taken = new ArrayList<String>();
        for (var one = wrong.poll(); one != null; one = wrong.poll()) {
            taken.add(one);
        }
        return taken;
    }

    /// The process is known to be gone, or to be back.
    void isDown(boolean now) {
        isDown = now;
    }

    @Override
    public void close() {
        ended = true;
        boolean interrupted = false;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.kamiyo.drill;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The drills that a running service holds, each on a copy of its data with a service in a process of its own; and the
/// reports that are kept, whoever held them. Safe for use by many threads; one drill at a time.
public final class Drills implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("drill");
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int SHOWN = 20;

    private final Database database;
    private final Clock clock;
    private volatile @Nullable Running running;
    private volatile @Nullable String failure;

    /// A drill that is being held.
    private record Running(Instant at, List<Fault> faults, List<Result> results, Thread thread) {
        ObjectNode json() {
            var json = JsonMapper.shared().createObjectNode();
            json.put("at", at.toString()).put("of", faults.size());
            var over = json.putArray("faults");
            results.forEach(one -> over.add(one.json()));
            return json;
        }
    }

    /// @param clock the machine's own: times are compared with those of incidents
    public Drills(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Why no drill can begin now; empty when one can.
    public Optional<String> obstacle() {
        var now = running;
        if (now != null) {
            return Optional.of("a drill is being held since " + now.at);
        }
        try {
            var room = Drill.Room.of(database.folders());
            return room.isEnough() ? Optional.empty() : Optional.of(room.words(database.folders()));
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("the room for it cannot be seen: " + e.getMessage());
        }
    }

    /// Begins a drill, which goes on by itself, for half an hour at most.
    ///
    /// @throws IllegalStateException when one is being held
    public synchronized void begin(List<Fault> faults) {
        if (running != null) {
            throw new IllegalStateException("a drill is being held");
        }
        var results = new CopyOnWriteArrayList<Result>();
        var thread = Thread.ofPlatform().name("drill").daemon().unstarted(() -> hold(faults, results));
        running = new Running(clock.instant(), faults, results, thread);
        failure = null;
        log.info("a drill is held on a copy of the data, {} faults", faults.size());
        thread.start();
        Thread.ofVirtual().name("drill-limit").start(() -> end(thread, LIMIT));
    }

    private void hold(List<Fault> faults, List<Result> results) {
        try {
            var report = new Drill(clock, results::add)
                    .onACopy(database.folders(), (_, target) -> database.copyTo(target), faults);
            var kept = report.keep(database.folders().data());
            if (report.passed()) {
                log.info("the drill passed; its report is {}", kept);
            } else {
                log.warn("the drill did not pass; see {}", kept);
            }
        } catch (IOException | UncheckedIOException | DbFaultException e) {
            failed("it could not be held: " + e.getMessage());
        } catch (InterruptedException _) {
            failed("it was stopped after " + results.size() + " of " + faults.size() + " faults");
        } finally {
            running = null;
        }
    }

    private void failed(String why) {
        failure = why;
        log.warn("of the drill: {}; it can be held again", why);
    }

    /// What is held now, why the last one that began since the start came to no report, what room there is, and the
    /// newest reports.
    public ObjectNode json() {
        var json = JsonMapper.shared().createObjectNode();
        var now = running;
        json.set("running", now == null ? null : now.json());
        json.put("failure", failure);
        json.put("obstacle", obstacle().orElse(null));
        Fault.labels().forEach(json.putArray("faults")::add);
        json.putArray("reports").addAll(Report.kept(database.folders().data(), SHOWN));
        return json;
    }

    /// Ends what is held; its service ends with it, and its copy goes.
    @Override
    public void close() {
        var now = running;
        if (now != null) {
            now.thread.interrupt();
            end(now.thread, STOP);
        }
    }

    /// Waits for a drill, and interrupts it when it is not over by then.
    private static void end(Thread thread, Duration limit) {
        try {
            if (!thread.join(limit)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

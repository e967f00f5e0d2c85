package dev.kamiyo.drill;

import dev.kamiyo.drill.Crowd.Written;
import dev.kamiyo.drill.Result.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One fault after the other on one stage, each under load, each healed and verified before the next.
final class Rehearsal implements AutoCloseable {
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration AFTER = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration NOTICED = Duration.ofSeconds(6);
    private static final int OF_THE_EARLIER = 200;
    private static final int FEW = 5;
    private static final Pattern MOMENT = Pattern.compile("\\d{13}");

    private final Stage stage;
    private final Clock clock;
    private final Client client;
    private final Crowd crowd;

    Rehearsal(Stage stage, Clock clock) throws IOException, InterruptedException {
        this.stage = stage;
        this.clock = clock;
        this.client = new Client(stage);
        untilWell();
        this.crowd = new Crowd(client, stage.key());
    }

    long reads() {
        return crowd.reads();
    }

    int writes() {
        return crowd.acknowledged();
    }

    Result run(Fault fault) throws IOException, InterruptedException {
        var obstacle = stage.obstacle(fault);
        if (obstacle.isPresent()) {
            return Result.skipped(fault, obstacle.get());
        }
        Thread.sleep(BEFORE);
        int from = crowd.acknowledged();
        long refused = crowd.refused();
        var failed = new ArrayList<>(crowd.takeWrong());
        var known = ids(client.json("/api/v1/incidents"));
        long edits = edits();
        var begin = clock.instant();
        Instant struck;
        crowd.isDown(fault.mark() == Fault.Mark.RESTART);
        try {
            struck = struck(Shell.run(fault.command(stage)), begin);
        } catch (IOException e) {
            return Result.skipped(fault, "it could not be made: " + e.getMessage());
        }
        var over = clock.instant();
        var why = new ArrayList<String>();
        if (fault.mark() == Fault.Mark.RESTART) {
            restart();
        }
        var noticed =
                switch (fault.mark()) {
                    case INCIDENT -> untilIncident(known);
                    case EDIT -> until(NOTICED, () -> edits() > edits);
                    case ANY, NONE -> {
                        Thread.sleep(BEFORE); // time to be noticed, which is not asked for
                        yield true;
                    }
                    case RESTART -> true;
                };
        if (!noticed) {
            why.add("nothing was noticed");
        }
        if (!untilWell()) {
            why.add("not healed after " + LIMIT.toSeconds() + " s");
        }
        var well = clock.instant();
        crowd.isDown(false);
        Thread.sleep(AFTER);
        long lost = lost(from, why);
        failed.addAll(crowd.takeWrong());
        var incidents = incidents(known);
        if (incidents.size() > 1 || (fault.mark() == Fault.Mark.NONE && !incidents.isEmpty())) {
            why.add(incidents.size() + " incidents were opened");
        }
        failed.stream().findFirst().ifPresent(why::add);
        var incident = incidents.isEmpty() ? null : client.json("/api/v1/incidents/" + incidents.getLast());
        return new Result(
                fault.label(),
                why.isEmpty() && lost == 0 ? Verdict.PASSED : Verdict.FAILED,
                incident == null ? OptionalLong.empty() : millis(struck, instant(incident, "opened_at", struck)),
                millis(over, incident == null ? well : instant(incident, "healed_at", well)),
                failed.size(),
                crowd.refused() - refused,
                lost,
                String.join("; ", Report.few(why, FEW)),
                incidents.isEmpty() ? "" : incidents.getLast());
    }

    /// When the fault was there: a command that had to wait, as for a lock among many writers, tells it in milliseconds
    /// since 1970.
    private static Instant struck(String printed, Instant begin) {
        return MOMENT.matcher(printed.strip()).matches()
                ? Instant.ofEpochMilli(Long.parseLong(printed.strip()))
                : begin;
    }

    private void restart() throws IOException, InterruptedException {
        var process = ProcessHandle.of(stage.pid());
        if (!until(LIMIT, () -> process.filter(ProcessHandle::isAlive).isEmpty())) {
            throw new IOException("the process did not end");
        }
        stage.restart();
    }

    private static OptionalLong millis(Instant from, Instant to) {
        return OptionalLong.of(Math.max(0, Duration.between(from, to).toMillis()));
    }

    private static Instant instant(JsonNode incident, String name, Instant otherwise) {
        var text = incident.path(name).asString("");
        return text.isEmpty() ? otherwise : Instant.parse(text);
    }

    private static Set<String> ids(JsonNode answer) {
        return answer.path("incidents")
                .valueStream()
                .map(one -> one.path("id").asString(""))
                .collect(Collectors.toSet());
    }

    private List<String> incidents(Set<String> known) throws IOException, InterruptedException {
        var all = new HashSet<>(ids(client.json("/api/v1/incidents")));
        all.removeAll(known);
        return all.stream().sorted().toList();
    }

    private boolean untilIncident(Set<String> known) throws InterruptedException {
        return until(NOTICED, () -> !incidents(known).isEmpty());
    }

    private long edits() throws IOException, InterruptedException {
        return client.json("/api/v1/status")
                .path("journal")
                .path("edits_waiting")
                .asLong(0);
    }

    /// Waits until both copies are in service and no incident is open.
    private boolean untilWell() throws InterruptedException {
        return until(LIMIT, this::isWell);
    }

    private boolean isWell() throws IOException, InterruptedException {
        return client.get("/health").statusCode() == 200
                && client.json("/api/v1/status")
                        .path("copies")
                        .valueStream()
                        .allMatch(copy -> copy.path("in_service").asBoolean(false))
                && client.json("/api/v1/incidents")
                        .path("incidents")
                        .valueStream()
                        .allMatch(one -> one.path("state").asString("").equals("closed"));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static boolean until(Duration limit, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (condition.holds()) {
                    return true;
                }
            } catch (IOException _) {
                // it does not answer just now: that is the fault, and it is asked again
            }
            Thread.sleep(LOOK);
        }
        return false;
    }

    /// How many of the writes that were acknowledged during the fault, and of some before it, are not there.
    private long lost(int from, List<String> why) throws InterruptedException {
        var all = new ArrayList<>(crowd.acknowledged(from));
        var earlier = new ArrayList<>(crowd.acknowledged(0).subList(0, from));
        Collections.shuffle(earlier);
        all.addAll(earlier.subList(0, Math.min(OF_THE_EARLIER, earlier.size())));
        return lost(all, why);
    }

    private long lost(List<Written> all, List<String> why) throws InterruptedException {
        long lost = 0;
        for (var one : all) {
            try {
                var wrong = crowd.look(one);
                if (wrong.isPresent()) {
                    lost++;
                    why.add(wrong.get());
                }
            } catch (IOException e) {
                lost++;
                why.add(one.id() + " cannot be read: " + e);
            }
        }
        return lost;
    }

    /// Ends the load and looks for every write that was ever acknowledged.
    ///
    /// @return what is missing
    List<String> everything() throws InterruptedException {
        crowd.close();
        var why = new ArrayList<String>();
        lost(crowd.acknowledged(0), why);
        return why;
    }

    @Override
    public void close() {
        crowd.close();
        client.close();
    }
}

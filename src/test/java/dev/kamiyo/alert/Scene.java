package dev.kamiyo.alert;

import dev.kamiyo.access.Caller;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Role;
import dev.kamiyo.db.Watcher;
import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Vocabulary;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Alerts on data of their own, a receiver for them, and claims in few words.
final class Scene implements AutoCloseable {
    static final Pace QUICK =
            new Pace(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofDays(1), Duration.ofMillis(200));

    final Receiver receiver = new Receiver();
    final Shifted clock = new Shifted();
    private final ExploitJson parser =
            new ExploitJson(Chains.load(), Vocabulary.techniques(), Vocabulary.targets(), clock);
    private final MergeStore merges = new MergeStore(new ExploitStore());
    private final Path folder;
    private final BackupStore backups;
    Database database;
    Alerts alerts;
    private Alerts.Running running;

    /// The time of day, and more if a test says so.
    static final class Shifted extends Clock {
        private volatile Duration more = Duration.ZERO;

        void pass(Duration time) {
            more = more.plus(time);
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(more);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("times are UTC");
        }
    }

    /// @param folder an empty or used data folder
    Scene(Path folder) throws IOException {
        this.folder = folder;
        this.backups =
                new BackupStore(folder.resolve("backups"), Optional.empty(), clock, BackupStore.Retention.DEFAULT);
        Files.createDirectories(TestDatabase.folders(folder).run());
        this.database = Database.open(TestDatabase.folders(folder), clock, backups, Watcher.NONE);
        if (!database.copy(Role.STANDBY).inService()) {
            database.healAnew(Role.STANDBY);
        }
        this.alerts = open();
        this.running = () -> {};
    }

    private Alerts open() {
        return new Alerts(database, key(), Set.of("127.0.0.1"), clock, "kamiyo-test");
    }

    Path key() {
        return folder.resolve("alerts.key");
    }

    /// Begins, or begins again, to ask rules and to send; `defillama`, `slowmist` and `file` are feeds.
    Scene run() {
        return run(QUICK);
    }

    Scene run(Pace pace) {
        running.close();
        running = alerts.run(Set.of("defillama", "slowmist", "file"), pace);
        return this;
    }

    /// Ends that.
    void rest() {
        running.close();
        running = () -> {};
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    /// Keeps a webhook of the receiver.
    Told target(String name, String path) throws Exception {
        return target(json("{'name':'" + name + "','kind':'webhook','url':'" + receiver.url(path) + "'}"));
    }

    Told target(ObjectNode json) throws Exception {
        var draft = alerts.draft(json);
        return database.write(tx -> alerts.keep(tx, new Caller.Local(), draft));
    }

    Told rule(String text) throws Exception {
        var rule = alerts.rule(json(text));
        return database.write(tx -> alerts.keep(tx, new Caller.Local(), rule));
    }

    /// A source says of an exploit of today what a JSON object tells besides its title.
    void say(String source, String nativeId, String members) throws Exception {
        saying(source, nativeId, members).join();
    }

    /// As above, without waiting until it is written.
    CompletableFuture<?> saying(String source, String nativeId, String members) throws Exception {
        var json = json("{'title':'" + nativeId + "','protocol':'" + nativeId + "'}");
        json.put("occurred_at", clock.instant().minus(Duration.ofHours(1)).toString());
        json.setAll(json("{" + members + "}"));
        var facts = parser.read(json);
        return database.submit(merges.saving(new Claim(source, nativeId, null, facts, "{}")));
    }

    void say(String nativeId, String members) throws Exception {
        say("manual", nativeId, members);
    }

    /// A test of one target.
    ObjectNode test(String target) throws Exception {
        return alerts.test(new Caller.Local(), target).orElseThrow();
    }

    /// Messages in a state.
    List<ObjectNode> in(String state) {
        return alerts.deliveries().list(state, null, null, Long.MAX_VALUE, 10_000).stream()
                .map(Deliveries.Listed::json)
                .toList();
    }

    /// Waits until so many requests were taken at a path, and nothing more is on its way.
    void settles(String path, int taken) throws Exception {
        Waiting.until(() -> receiver.taken(path).size() >= taken);
        idle();
    }

    /// Waits until rules were asked of all that was said, and nothing waits. A sentinel tells that.
    void idle() throws Exception {
        Waiting.until(() -> in("waiting").isEmpty() && in("refused").isEmpty());
    }

    long backup() throws Exception {
        backups.make(database);
        return database.seq();
    }

    void restore(long seq) throws Exception {
        new Restore(backups, database).run(Optional.empty(), Optional.of(String.valueOf(seq)), false, _ -> {});
    }

    @Override
    public void close() {
        running.close();
        alerts.close();
        database.close();
        receiver.close();
    }
}

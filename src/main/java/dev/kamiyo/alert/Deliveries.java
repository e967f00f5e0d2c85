package dev.kamiyo.alert;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.access.Caller;
import dev.kamiyo.alert.Delivery.State;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Labelled;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What became of messages, as admins have it, and messages sent again. Safe for use by many threads.
public final class Deliveries {
    private static final int REPLAYED_AT_ONCE = 1_000;

    private final Database database;
    private final TargetStore targets;
    private final DeliveryStore deliveries;
    private final AuditStore audit = new AuditStore();

    Deliveries(Database database, TargetStore targets, DeliveryStore deliveries) {
        this.database = database;
        this.targets = targets;
        this.deliveries = deliveries;
    }

    /// The states of messages, for requests.
    public static List<String> states() {
        return Labelled.labels(State.class);
    }

    /// A message in a list.
    ///
    /// @param number the cursor behind it
    public record Listed(long number, ObjectNode json) {}

    /// Messages, the latest first.
    ///
    /// @param state one of [#states]; null for all
    /// @param rule the name of its rule; null for all
    /// @param target the name of its target; null for all
    /// @param before only those with a lower number
    /// @param limit at most this many
    public List<Listed> list(
            @Nullable String state, @Nullable String rule, @Nullable String target, long before, int limit) {
        return database.read(reader -> deliveries.list(reader, state, rule, target, before, limit)).stream()
                .map(shown -> new Listed(shown.delivery().number(), json(shown)))
                .toList();
    }

    private static ObjectNode json(DeliveryStore.Shown shown) {
        var delivery = shown.delivery();
        var json = JsonMapper.shared().createObjectNode().put("id", delivery.id());
        json.put("state", delivery.state().label()).put("rule", shown.rule()).put("target", shown.target());
        json.put("created_at", DeliveryStore.text(delivery.created()));
        json.put("ready_at", DeliveryStore.text(delivery.ready()));
        json.put("attempts", delivery.attempts());
        var ended = delivery.ended();
        json.put("next_attempt_at", ended == null ? DeliveryStore.text(delivery.due()) : null);
        return json.put("ended_at", ended == null ? null : DeliveryStore.text(ended));
    }

    /// A message with what it says and how its attempts went.
    public Optional<ObjectNode> find(String id) {
        return database.read(reader -> deliveries.find(reader, id).map(found -> whole(reader, found)));
    }

    private ObjectNode whole(Reader reader, Delivery delivery) {
        var json = json(deliveries.shown(reader, delivery));
        var message = Messages.of(delivery, deliveries.contents(reader, delivery.number()));
        json.putObject("message")
                .put("type", message.type())
                .put("title", message.title())
                .put("text", message.text())
                .set("data", message.data());
        var log = json.putArray("log");
        deliveries.attempts(reader, delivery.number()).forEach(attempt -> log.add(attempt.json()));
        return json;
    }

    /// Sends a message again that has ended, under the same id.
    public Told replay(Tx tx, Caller by, String id) {
        var found = deliveries.find(tx, id);
        if (found.isEmpty() || targets.find(tx, found.get().target()).isEmpty()) {
            return new Told.Nothing();
        }
        if (found.get().ended() == null) {
            return new Told.OnItsWay();
        }
        deliveries.put(tx, found.get().readyAt(tx.at()));
        audit.put(tx, by.name(), "replay alert", id, null, "{}");
        return new Told.Done(false, JsonMapper.shared().createObjectNode().put("replayed", 1));
    }

    /// Sends the messages again that a target never took, at most a thousand, the oldest first.
    public Told replayAll(Tx tx, Caller by, String name) {
        var target = targets.id(tx, name);
        if (target.isEmpty()) {
            return new Told.Nothing();
        }
        var dead = deliveries.dead(tx, target.get(), REPLAYED_AT_ONCE);
        dead.forEach(one -> deliveries.put(tx, one.readyAt(tx.at())));
        var json = JsonMapper.shared().createObjectNode().put("replayed", dead.size());
        audit.put(tx, by.name(), "replay alerts", name, null, json.toString());
        return new Told.Done(false, json);
    }
}

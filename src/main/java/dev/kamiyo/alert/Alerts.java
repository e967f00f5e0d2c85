package dev.kamiyo.alert;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.access.Caller;
import dev.kamiyo.alert.Delivery.State;
import dev.kamiyo.channel.Channel;
import dev.kamiyo.channel.ChannelJson;
import dev.kamiyo.channel.Form;
import dev.kamiyo.channel.InvalidChannelException;
import dev.kamiyo.channel.Message;
import dev.kamiyo.channel.Urgency;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.Tx;
import dev.kamiyo.net.AddressGuard;
import dev.kamiyo.net.Sender;
import dev.kamiyo.search.Cursor;
import dev.kamiyo.search.ViewReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Alerts as admins have them: targets and rules, kept and removed, and what became of messages. Every act stands in
/// the audit log; no answer has a secret in it. Safe for use by many threads.
public final class Alerts implements AutoCloseable {
    /// Rules that there may be.
    static final int MOST_RULES = 5_000;

    private static final int MOST_TARGETS = 500;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration TOTAL = Duration.ofSeconds(15);
    private static final List<String> KINDS = List.of("webhook", "slack", "discord", "telegram", "email");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final Vault vault;
    private final Sender sender;
    private final Clock clock;
    private final ViewReader views = ViewReader.load();
    private final AuditStore audit = new AuditStore();
    private final RuleStore rules = new RuleStore();
    private final DeliveryStore deliveries = new DeliveryStore();
    private final Attempts attempts = new Attempts();
    private final Matches matches;
    private final TargetStore targets;

    /// @param key the file of the key that settings of targets are encrypted with; made at the first use
    /// @param hosts hosts of targets that may be anywhere, also in private networks
    /// @param agent the User-Agent
    public Alerts(Database database, Path key, Set<String> hosts, Clock clock, String agent) {
        this.database = database;
        this.vault = new Vault(key);
        this.sender = new Sender(AddressGuard.permitting(hosts.toArray(String[]::new)), CONNECT, TOTAL, agent);
        this.clock = clock;
        this.targets = new TargetStore(vault);
        this.matches = new Matches(database, views);
    }

    /// Rules are asked and messages sent until it is closed.
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /// Asks rules of each change and sends messages from now on, until it is closed.
    ///
    /// @param feeds the names of feeds: what the first import of one brings was there all along, and is no news
    public Running run(Set<String> feeds) {
        return run(feeds, Pace.CALM);
    }

    Running run(Set<String> feeds, Pace pace) {
        var outbox = new Outbox(targets, deliveries);
        return new Alerting(
                database,
                new Matcher(database, feeds, rules, new AlertedStore(), outbox, clock),
                outbox,
                deliveries,
                new Courier(database, targets, deliveries, sender, attempts, vault, pace, clock),
                clock);
    }

    /// A target that can be kept: checked, and encrypted.
    ///
    /// @param secret what its messages are signed with, if that was made just now; nobody is told it again
    public record Draft(String name, Channel channel, String sealed, Optional<String> secret) {}

    /// Reads a target.
    ///
    /// @throws InvalidAlertException for the first member that cannot be taken
    /// @throws IOException when the file of the key cannot be read or made
    public Draft draft(ObjectNode json) throws InvalidAlertException, IOException {
        var name = RuleJson.name(json);
        var given = json.deepCopy();
        given.remove("name");
        Optional<String> secret = Optional.empty();
        if (given.path("kind").asString("").equals("webhook") && !given.hasNonNull("secret")) {
            secret = Optional.of(newSecret());
            given.put("secret", secret.get());
        }
        try {
            var channel = ChannelJson.read(given, List.of());
            if (!KINDS.contains(channel.kind())) {
                throw new InvalidAlertException("kind", "kind is one of these", KINDS);
            }
            return new Draft(
                    name, channel, vault.seal(ChannelJson.write(channel).toString()), secret);
        } catch (InvalidChannelException e) {
            throw invalid(e);
        }
    }

    private static InvalidAlertException invalid(InvalidChannelException e) {
        var member = e.member();
        return switch (e.fault()) {
            case InvalidChannelException.Fault.Unknown(var allowed) ->
                new InvalidAlertException(member, "'" + member + "' is not a member that is known here", allowed);
            case InvalidChannelException.Fault.Other other ->
                new InvalidAlertException(
                        member, member + " is one of these", member.equals("kind") ? KINDS : other.allowed());
            case InvalidChannelException.Fault.Wrong(var due) ->
                new InvalidAlertException(member, member + " is " + due);
        };
    }

    private static String newSecret() {
        var random = new byte[32];
        RANDOM.nextBytes(random);
        return "whsec_" + Base64.getEncoder().encodeToString(random);
    }

    /// Keeps a target, or gives the one of its name other settings.
    public Told keep(Tx tx, Caller by, Draft draft) {
        boolean made = targets.id(tx, draft.name).isEmpty();
        if (made && targets.count(tx) >= MOST_TARGETS) {
            return new Told.Full(MOST_TARGETS);
        }
        var kept = targets.put(tx, draft.name, draft.channel, draft.sealed, by.name());
        var json = json(kept);
        audit.put(
                tx,
                by.name(),
                made ? "create alert target" : "change alert target",
                kept.name(),
                null,
                json.toString());
        return new Told.Done(made, json);
    }

    /// Takes a target away with what waits for it, unless a rule names it.
    public Told removeTarget(Tx tx, Caller by, String name, @Nullable String reason) {
        var found = targets.find(tx, name);
        if (found.isEmpty()) {
            return new Told.Nothing();
        }
        var needed = rules.all(tx).stream()
                .filter(rule -> read(rule).path("targets").valueStream().anyMatch(one -> name.equals(one.asString(""))))
                .map(RuleStore.Kept::name)
                .toList();
        if (!needed.isEmpty()) {
            return new Told.Needed(needed);
        }
        targets.remove(tx, found.get().id());
        drop(tx, deliveries.openOfTarget(tx, found.get().id()));
        var json = json(found.get());
        audit.put(tx, by.name(), "remove alert target", name, reason, json.toString());
        return new Told.Done(false, json);
    }

    private void drop(Tx tx, List<Delivery> open) {
        open.forEach(one -> deliveries.put(tx, one.after(State.DROPPED, one.due(), one.attempts(), tx.at())));
    }

    /// All targets by name.
    public List<ObjectNode> targets() {
        return database.read(reader -> targets.all(reader)).stream()
                .map(this::json)
                .toList();
    }

    private ObjectNode json(Target target) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("name", target.name()).put("kind", target.kind()).put("host", target.host());
        json.put("usable", target.channel().isPresent());
        return json.put("created_at", target.createdAt()).put("created_by", target.createdBy());
    }

    /// Sends a test message to a target, past all others.
    ///
    /// @return how it went; empty when there is no such target
    /// @throws InterruptedException when the caller is to stop
    public Optional<ObjectNode> test(Caller by, String name) throws InterruptedException {
        var found = database.read(reader -> targets.find(reader, name));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var target = found.get();
        var json = JsonMapper.shared().createObjectNode().put("target", name);
        if (target.channel().isEmpty()) {
            return Optional.of(json.put("reached", false).put("failure", vault.whyClosed()));
        }
        var now = clock.instant();
        var receipt =
                sender.send(Form.of(testMessage(by, name, now), target.channel().get(), now));
        var attempt = Attempt.of(receipt, now);
        json.put("reached", attempt.arrived());
        json.setAll(attempt.json());
        return Optional.of(json);
    }

    private static Message testMessage(Caller by, String name, Instant now) {
        return new Message(
                "test_" + now.toEpochMilli(),
                "test",
                "test",
                Urgency.INFO,
                "Kamiyo: a test",
                "This is how alerts to '" + name + "' arrive. Asked for by " + by.name() + ".",
                now,
                JsonMapper.shared().createObjectNode().put("target", name));
    }

    /// Reads a rule.
    ///
    /// @throws InvalidAlertException for the first member that cannot be taken
    public Rule rule(ObjectNode json) throws InvalidAlertException {
        return RuleJson.read(json, views);
    }

    /// Keeps a rule, or another one in the place of the one of its name. A new one is asked of later changes only, and
    /// so is one that was switched off.
    public Told keep(Tx tx, Caller by, Rule rule) {
        for (var target : rule.targets()) {
            if (targets.id(tx, target).isEmpty()) {
                return new Told.NoTarget(
                        target, targets.all(tx).stream().map(Target::name).toList());
            }
        }
        var before = rules.find(tx, rule.name());
        if (before.isEmpty() && rules.count(tx) >= MOST_RULES) {
            return new Told.Full(MOST_RULES);
        }
        boolean wasAsked =
                before.isPresent() && read(before.get()).path("enabled").asBoolean(false);
        long since = wasAsked && rule.enabled() ? before.get().since() : tx.seq();
        var kept = rules.put(tx, rule, before, since, by.name());
        audit.put(
                tx,
                by.name(),
                before.isEmpty() ? "create alert rule" : "change alert rule",
                rule.name(),
                null,
                kept.json());
        return new Told.Done(before.isEmpty(), json(kept));
    }

    /// Takes a rule away with what it told and is not delivered yet.
    public Told removeRule(Tx tx, Caller by, String name, @Nullable String reason) {
        var found = rules.find(tx, name);
        if (found.isEmpty()) {
            return new Told.Nothing();
        }
        rules.remove(tx, found.get().id());
        drop(tx, deliveries.openOfRule(tx, found.get().id()));
        audit.put(tx, by.name(), "remove alert rule", name, reason, found.get().json());
        return new Told.Done(false, json(found.get()));
    }

    /// All rules by name.
    public List<ObjectNode> rules() {
        return database.read(rules::all).stream().map(Alerts::json).toList();
    }

    /// Exploits that a rule is about.
    ///
    /// @param exploits each as JSON
    /// @param next where the next page starts; empty on the last one
    public record Page(List<String> exploits, Optional<Cursor> next) {}

    /// The exploits of the past that a rule's filter and watchlist let through, the newest first: what it would have
    /// told of, had it been there.
    ///
    /// @param after the place that the page starts behind
    /// @param limit at most this many; there may be fewer, and more behind them
    /// @return empty when there is no such rule
    /// @throws InvalidAlertException when the rule cannot be asked any more
    public Optional<Page> matches(String name, Optional<Cursor> after, int limit) throws InvalidAlertException {
        var found = database.read(reader -> rules.find(reader, name));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var rule = RuleJson.read(read(found.get()), views);
        return Optional.of(matches.page(rule, after, limit));
    }

    private static ObjectNode read(RuleStore.Kept rule) {
        return (ObjectNode) JsonMapper.shared().readTree(rule.json());
    }

    private static ObjectNode json(RuleStore.Kept rule) {
        return read(rule).put("created_at", rule.createdAt()).put("created_by", rule.createdBy());
    }

    /// What became of messages.
    public Deliveries deliveries() {
        return new Deliveries(database, targets, deliveries);
    }

    /// How things stand.
    ///
    /// @param waiting messages that are complete and not delivered
    /// @param dead messages that were given up
    /// @param oldest since when the one waits that has waited longest; empty when none does
    /// @param arrived attempts since the process began that arrived
    /// @param failed those that did not
    public record Standing(long waiting, long dead, Optional<Instant> oldest, long arrived, long failed) {}

    /// How things stand now.
    public Standing standing() {
        return database.read(reader -> new Standing(
                deliveries.count(reader, State.WAITING) + deliveries.count(reader, State.REFUSED),
                deliveries.count(reader, State.DEAD),
                deliveries.oldestWaiting(reader),
                attempts.arrived(),
                attempts.failed()));
    }

    @Override
    public void close() {
        sender.close();
    }
}

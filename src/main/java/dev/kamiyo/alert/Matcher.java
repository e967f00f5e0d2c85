package dev.kamiyo.alert;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ChangeStore;
import dev.kamiyo.exploit.ChangeStore.Change;
import dev.kamiyo.search.ViewReader;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks rules of changes, in the order of writes, and puts what they tell into the outbox.
///
/// It works behind the writes that make changes, never within them: a rule that is slow or bad hinders nobody. Its
/// place is kept in the write that makes the messages. Belongs to one thread.
final class Matcher {
    private static final Logger log = LoggerFactory.getLogger("alerts");
    private static final int CHANGES = 100;

    /// So far the place is remembered without a write, when nothing was told.
    private static final long UNWRITTEN = 500;

    private final Database database;
    private final Set<String> feeds;
    private final RuleStore rules;
    private final AlertedStore alerted;
    private final Outbox outbox;
    private final ViewReader views = ViewReader.load();
    private final ChangeStore changes = new ChangeStore();
    private final Clock clock;
    private String edition = "";
    private List<ReadyRule> ready = List.of();
    private long position;

    /// @param feeds the sources of which a first import is expected to bring what is old
    Matcher(Database database, Set<String> feeds, RuleStore rules, AlertedStore alerted, Outbox outbox, Clock clock) {
        this.database = database;
        this.feeds = Set.copyOf(feeds);
        this.rules = rules;
        this.alerted = alerted;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// What rules are and where they stand.
    private record Look(String edition, @Nullable List<RuleStore.Kept> changed, long position, long head) {}

    /// A change and the exploit as it was before.
    private record Seen(Change change, Optional<String> before) {}

    /// Changes to ask rules of.
    ///
    /// @param upto all changes up to this write are there
    /// @param more whether there are others behind it
    private record Batch(
            String edition,
            String epoch,
            List<Seen> seen,
            long upto,
            boolean more,
            Map<String, Instant> firstImports) {}

    /// Asks all rules of the next changes.
    ///
    /// @return whether there are more
    /// @throws dev.kamiyo.db.DbFaultException when the data cannot be used now; nothing is lost
    boolean round() {
        var look = database.read(this::look);
        if (look.changed != null) {
            long asked = Math.min(position, look.head);
            if (asked > look.position && !edition.isEmpty()) {
                // by the rules of before; after a restart those of now would be asked of it, too
                database.write(tx -> {
                    alerted.setPosition(tx, asked);
                    return tx.seq();
                });
                return true;
            }
            ready = ready(look.changed);
            edition = look.edition;
        }
        position = Math.max(position, look.position);
        if (ready.isEmpty()) {
            position = Math.max(position, look.head);
            return false;
        }
        long oldest = ready.stream().mapToLong(ReadyRule::since).min().orElse(0);
        long from = Math.max(position, oldest);
        var batch = database.read(reader -> batch(reader, from));
        if (!batch.edition.equals(look.edition)) {
            return true; // a rule that came between the two looks has to be asked, too
        }
        var told =
                batch.seen.stream().flatMap(seen -> ask(seen, batch).stream()).toList();
        if (told.isEmpty() && batch.upto - look.position < UNWRITTEN) {
            position = Math.max(from, batch.upto);
            return batch.more;
        }
        boolean kept = database.write(tx -> tell(tx, look, batch, told));
        if (kept) {
            position = Math.max(from, batch.upto);
        }
        return batch.more || !kept;
    }

    private Look look(Reader reader) {
        var now = rules.edition(reader);
        return new Look(now, now.equals(edition) ? null : rules.all(reader), alerted.position(reader), reader.seq());
    }

    private List<ReadyRule> ready(List<RuleStore.Kept> kept) {
        var made = new ArrayList<ReadyRule>();
        for (var one : kept) {
            try {
                var rule = RuleJson.read((ObjectNode) JsonMapper.shared().readTree(one.json()), views);
                if (rule.enabled()) {
                    made.add(ReadyRule.of(one.id(), one.since(), rule, views));
                }
            } catch (InvalidAlertException e) {
                log.warn("the alert rule '{}' is not asked: {}; write it anew", one.name(), e.why());
            }
        }
        return List.copyOf(made);
    }

    private Batch batch(Reader reader, long from) {
        var last = changes.last(reader, from, CHANGES);
        long upto = last.isPresent() ? last.getAsLong() : Math.max(from, reader.seq());
        var seen = changes.between(reader, from, upto).stream()
                .filter(change -> !change.kind().equals("retired"))
                .map(change -> new Seen(
                        change,
                        change.kind().equals("created")
                                ? Optional.empty()
                                : changes.before(reader, change.exploit(), change.seq())))
                .toList();
        return new Batch(
                rules.edition(reader),
                changes.epoch(reader),
                seen,
                upto,
                last.isPresent(),
                alerted.firstImports(reader));
    }

    private List<Candidate.Match> ask(Seen seen, Batch batch) {
        var candidate = new Candidate(seen.change, seen.before);
        if (isOfFirstImport(candidate, batch.firstImports)) {
            return List.of();
        }
        return ready.stream()
                .flatMap(rule -> candidate.ask(rule, clock.instant()).stream())
                .toList();
    }

    /// Whether all that is new about a change comes from feeds that were not taken whole before: what they bring then
    /// was there all along. A time in the file is of whole seconds.
    private boolean isOfFirstImport(Candidate candidate, Map<String, Instant> firstImports) {
        var at = Instant.parse(candidate.change().at());
        var sources = candidate.newSources();
        return !sources.isEmpty()
                && sources.stream().allMatch(source -> {
                    var first = firstImports.get(source);
                    return feeds.contains(source) && (first == null || !at.isAfter(first));
                });
    }

    /// Puts what was found into the outbox, unless rules or data are others by now.
    private boolean tell(Tx tx, Look look, Batch batch, List<Candidate.Match> told) {
        if (!rules.edition(tx).equals(look.edition)
                || alerted.position(tx) != look.position
                || !changes.epoch(tx).equals(batch.epoch)) {
            return false;
        }
        told.forEach(match -> tell(tx, match, batch.epoch));
        alerted.setPosition(tx, batch.upto);
        return true;
    }

    private void tell(Tx tx, Candidate.Match match, String epoch) {
        var rule = match.rule();
        var asNew = match.asNew();
        if (asNew.isPresent() && alerted.rememberNew(tx, rule.id(), asNew.get().id(), epoch)) {
            outbox.put(tx, rule, asNew.get(), clock.instant());
        } else if (match.asChange().isPresent()) {
            var item = match.asChange().get();
            var news = EnumSet.noneOf(Occasion.class);
            for (var occasion : item.on()) {
                var what = occasion.label() + " " + item.exploit().path(Comparison.member(occasion));
                if (alerted.rememberChange(tx, rule.id(), item.id(), what, epoch)) {
                    news.add(occasion);
                }
            }
            if (!news.isEmpty()) {
                outbox.put(tx, rule, item.only(news), clock.instant());
            }
        }
    }
}

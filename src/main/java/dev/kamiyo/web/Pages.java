package dev.kamiyo.web;

import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Origin;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ChangeStore;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.search.Cursor;
import dev.kamiyo.search.FacetedSearch;
import dev.kamiyo.search.ForwardIndexStore;
import dev.kamiyo.search.InvalidFilterException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// The pages for readers, made of one snapshot each. Safe for use by many threads.
public final class Pages {
    private final Database database;
    private final StatusPage.Sources sources;
    private final ExploitStore exploits;
    private final MergeStore merges;
    private final Clock clock;
    private final Assets assets;
    private final Names names = new Names();
    private final FacetedSearch search;
    private final ChangeStore changes = new ChangeStore();
    private final Templates templates = new Templates();

    /// @param sources what the page of the state is made of
    /// @param index what exploits are counted by
    public Pages(
            StatusPage.Sources sources,
            ExploitStore exploits,
            MergeStore merges,
            ForwardIndexStore index,
            Clock clock,
            Assets assets) {
        this.database = sources.database();
        this.sources = sources;
        this.exploits = exploits;
        this.merges = merges;
        this.search = new FacetedSearch(index);
        this.clock = clock;
        this.assets = assets;
    }

    private record Snapshot<T>(T page, long seq, String place) {}

    /// What surrounds a page, except for the state of the data.
    private record Title(String title, String description, String path, String section, String script) {}

    /// The first page.
    ///
    /// @param isLog whether losses over time are drawn on a logarithmic scale
    public Rendered overview(boolean isLog) {
        var now = clock.instant();
        var stale = StaleFeeds.of(sources.feeds(), now); // a read of its own, which must not wait within another
        return render(
                "overview",
                now,
                reader -> Overview.read(reader, search, names, isLog, stale, now),
                page -> new Title("Kamiyo", page.sentence(), "/", "overview", "overview.js"));
    }

    /// The page of an exploit; empty when there is none.
    public Optional<Rendered> exploit(ExploitId id) {
        var now = clock.instant();
        var read = database.ask(
                reader -> snapshot(reader, ExploitPage.read(reader, exploits, merges, search, names, id, now)));
        return read.value().page.map(page -> {
            var frame = frame(
                    new Title(
                            page.row().title() + " · Kamiyo",
                            page.sentence(),
                            page.row().url(),
                            "explore",
                            ""),
                    reading(read.origin(), now));
            return new Rendered(templates.render("exploit", frame, page), read.value().seq, read.origin());
        });
    }

    /// The page of a chain, a protocol or a technique; empty when nothing of this slug is known.
    ///
    /// @param isLog whether losses over time are drawn on a logarithmic scale
    public Optional<Rendered> topic(Topic topic, String slug, boolean isLog) {
        var now = clock.instant();
        var read = database.ask(
                reader -> snapshot(reader, TopicPage.read(reader, search, names, topic, slug, isLog, now)));
        return read.value().page.map(page -> {
            var title = new Title(
                    page.name().text() + " · Kamiyo",
                    page.sentence(),
                    page.name().url(),
                    "explore",
                    "overview.js");
            return new Rendered(
                    templates.render("topic", frame(title, reading(read.origin(), now), read.value().place), page),
                    read.value().seq,
                    read.origin());
        });
    }

    /// The desk of whoever looks after the data; what is on it is asked for with a key, by its scripts.
    public String admin() {
        var title =
                new Title("Admin · Kamiyo", "For whoever looks after the data", "/admin", "admin", "admin/admin.js");
        return templates.render("admin", frame(title, reading(clock.instant())), Desk.PARTS);
    }

    /// A problem as a page. It needs no look into the data.
    public String refusal(Refusal refusal) {
        var title = new Title(
                refusal.title() + " · Kamiyo", refusal.sentence(), "", "", refusal.isPassing() ? "refusal.js" : "");
        return templates.render("refusal", frame(title, reading(clock.instant())), refusal);
    }

    /// The explorer.
    ///
    /// @param query the parameters that have a value
    /// @param after where the page starts; empty for the first one
    /// @throws InvalidFilterException when a parameter cannot be taken
    public Rendered explore(Map<String, String> query, Optional<Cursor> after) throws InvalidFilterException {
        var now = clock.instant();
        var question = new Question(new TreeMap<>(query));
        var view = question.without("cursor").view();
        return render(
                "explore",
                now,
                reader -> Explorer.read(reader, search, names, question, view, after, now),
                page -> new Title(
                        "Explore · Kamiyo", page.sentence(), page.question().url("/explore"), "explore", "explore.js"));
    }

    /// The state of the data. It needs no look into them.
    public String status() {
        var now = clock.instant();
        var page = StatusPage.read(sources, now);
        var title = new Title("Status · Kamiyo", page.sentence(), "/status", "status", "status.js");
        return templates.render("status", frame(title, reading(now)), page);
    }

    /// The report of an incident; empty when there is none with this id.
    public Optional<String> incident(String id) {
        var now = clock.instant();
        return sources.guardian().incidents().stream()
                .filter(incident -> incident.id().equals(id))
                .findFirst()
                .map(incident -> {
                    var page = IncidentPage.of(incident, now);
                    var title = new Title(
                            page.trigger() + " · Kamiyo", "An incident of the data", "/incidents/" + id, "status", "");
                    return templates.render("incident", frame(title, reading(now)), page);
                });
    }

    /// The HTTP interface.
    ///
    /// @param openApi its OpenAPI document
    public String docs(JsonNode openApi) {
        var title = new Title("API · Kamiyo", "The HTTP interface of Kamiyo", "/docs", "", "docs.js");
        return templates.render("docs", frame(title, reading(clock.instant())), DocsPage.of(openApi));
    }

    private Reading reading(Origin origin, Instant now) {
        var goingTo = sources.restore().goingTo();
        if (goingTo.isPresent()) {
            return Reading.restoring(goingTo.getAsLong());
        }
        // A standby that was a little faster than a sound primary is nothing to tell readers.
        return origin.staleSince().isEmpty() && database.copies().stream().allMatch(CopyStatus::inService)
                ? Reading.LIVE
                : Reading.of(origin, now);
    }

    private Reading reading(Instant now) {
        try {
            return reading(database.ask(Reader::seq).origin(), now);
        } catch (DbFaultException _) {
            return new Reading("nothing answers", "", false);
        }
    }

    private <T> Rendered render(String template, Instant now, Function<Reader, T> make, Function<T, Title> title) {
        var read = database.ask(reader -> snapshot(reader, make.apply(reader)));
        var page = read.value().page;
        var frame = frame(title.apply(page), reading(read.origin(), now), read.value().place);
        return new Rendered(templates.render(template, frame, page), read.value().seq, read.origin());
    }

    private <T> Snapshot<T> snapshot(Reader reader, T page) {
        return new Snapshot<>(page, reader.seq(), changes.epoch(reader) + "-" + reader.seq());
    }

    private Frame frame(Title title, Reading reading) {
        return frame(title, reading, "");
    }

    private Frame frame(Title title, Reading reading, String place) {
        return new Frame(
                title.title, title.description, title.path, title.section, title.script, reading, assets, place);
    }
}

package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.References;
import dev.kamiyo.exploit.Status;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The REKT list of De.Fi: JSON in pages. Three of four records are exit scams; over half tell no loss, and a quarter
/// no day.
public final class DeFiRekt implements Source {
    private static final int NEWEST = 2;
    private static final int NAME = 200;

    private final Vocabularies words;
    private final Dates dates;

    /// @param clock tells which dates lie in the future
    public DeFiRekt(Vocabularies words, Clock clock) {
        this.words = words;
        this.dates = new Dates(clock);
    }

    @Override
    public String name() {
        return "defi";
    }

    @Override
    public String home() {
        return "https://api.de.fi/v1/rekt/list?sortField=date&sort=desc&sortDirection=desc&limit=100&page=0";
    }

    @Override
    public Terms terms() {
        return new Terms(
                "Subject to De.Fi's terms of use, which you accept by switching this feed on.", "https://de.fi/terms");
    }

    @Override
    public Duration interval() {
        return Duration.ofHours(6);
    }

    @Override
    public String accepts() {
        return "a JSON page as a file or URL, or a folder of pages";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".json");
    }

    @Override
    public boolean paged() {
        return true;
    }

    /// The answer says where it stands, so it does not matter whether pages are counted from 0 or 1.
    @Override
    public Optional<Query> next(URI location, Extent extent, List<byte[]> pages) throws MalformedFeedException {
        if (pages.isEmpty()) {
            return Optional.of(Query.get(location));
        }
        var page = JsonFeed.object(pages.getLast());
        int current = page.path("currentPage").asInt(0);
        int last = page.path("lastPage").asInt(0);
        boolean more = current < last && !page.path("items").isEmpty();
        return more && (extent == Extent.ALL || pages.size() < NEWEST)
                ? Optional.of(Query.page(location, "page", current + 1))
                : Optional.empty();
    }

    /// Every page tells how many records there are.
    @Override
    public Coverage coverage(Extent extent, Content content) {
        return JsonFeed.isWhole(content, "total", "items") ? Coverage.WHOLE : Coverage.PART;
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var harvest = new Harvest();
        int number = 0;
        for (var path : content.paths().toList()) {
            for (var json : JsonFeed.list(JsonFeed.object(content.bytes(path)), "items")) {
                number++;
                harvest.take("record " + number, JsonRecord.named(json, "project_name"), () -> claim(json));
            }
        }
        if (number == 0) {
            throw new MalformedFeedException("the feed has no records");
        }
        return harvest.done();
    }

    private Claim claim(JsonNode json) throws MalformedRecordException {
        var record = JsonRecord.of(json);
        var name = record.need("project_name", NAME);
        var date = record.text("date", NAME);
        var scam = new JsonRecord(json.path("scam_type"));
        var kind = scam.text("type", NAME);
        var label = kind == null ? scam.text("name", NAME) : kind;
        var facts = new Facts(
                name,
                new Protocol(name),
                chains(json.path("scamNetworks")),
                date == null ? Occurred.UNKNOWN : dates.day("date", date),
                record.dollars("funds_lost"),
                record.dollars("funds_returned"),
                label == null ? null : words.techniques().find(label).orElse(null),
                label,
                null,
                Status.REPORTED,
                List.of(),
                List.of(),
                references(record.text("proof_link", 2_048)));
        return new Claim(name(), record.identity("id"), "https://de.fi/rekt-database", facts, json.toString());
    }

    private List<String> chains(JsonNode networks) throws MalformedRecordException {
        var chains = new LinkedHashSet<String>();
        for (var network : networks) {
            var inner = network.path("networks");
            var label = new JsonRecord(inner.isObject() ? inner : network).text("name", NAME);
            if (label != null) {
                words.chains().find(label).ifPresent(chains::add);
            }
        }
        return List.copyOf(chains);
    }

    private static List<String> references(@Nullable String link) {
        return link == null ? List.of() : References.parse(link).stream().toList();
    }
}

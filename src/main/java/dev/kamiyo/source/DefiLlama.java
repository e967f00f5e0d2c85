package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Precision;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.References;
import dev.kamiyo.exploit.Slug;
import dev.kamiyo.exploit.Status;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The hacks list of DefiLlama: one JSON array, a day and whole dollars a record, no ids.
///
/// A record's identity is its day and name; a second record of the same day and name adds its technique, see [Twins].
public final class DefiLlama implements Source {
    private static final String PAGE = "https://defillama.com/hacks";
    private static final int NAME = 200;

    private final Vocabularies words;
    private final Clock clock;

    /// @param clock tells which dates lie in the future
    public DefiLlama(Vocabularies words, Clock clock) {
        this.words = words;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "defillama";
    }

    @Override
    public String home() {
        return "https://api.llama.fi/hacks";
    }

    @Override
    public Terms terms() {
        return new Terms("A free public API; name DefiLlama as the origin.", "https://defillama.com/terms");
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(30);
    }

    @Override
    public String accepts() {
        return "a JSON file or its URL";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".json");
    }

    /// The list is one document.
    @Override
    public Coverage coverage(Extent extent, Content content) {
        return Coverage.WHOLE;
    }

    @Override
    public Optional<String> mark(Facts facts) {
        return Optional.of(own(facts));
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var harvest = new Harvest();
        var seen = new HashSet<String>();
        int number = 0;
        for (var json : JsonFeed.array(content.document())) {
            number++;
            harvest.take("record " + number, JsonRecord.named(json, "name"), () -> claim(json, seen));
        }
        return harvest.done();
    }

    private Claim claim(JsonNode json, Set<String> seen) throws MalformedRecordException {
        var record = JsonRecord.of(json);
        var name = record.need("name", NAME);
        var occurred = occurred(json.path("date"));
        var label = record.text("technique", NAME);
        var facts = new Facts(
                name,
                new Protocol(name),
                chains(record),
                occurred,
                record.dollars("amount"),
                record.dollars("returnedFunds"),
                technique(label, record.text("classification", NAME)),
                label,
                target(json, record.text("targetType", NAME)),
                Status.CONFIRMED,
                List.of(),
                List.of(),
                references(record.text("source", 2_048)));
        return new Claim(name(), identity(facts, seen), PAGE, facts, json.toString());
    }

    private Occurred occurred(JsonNode date) throws MalformedRecordException {
        if (!date.isIntegralNumber() || !date.canConvertToLong()) {
            throw JsonRecord.wrong("date", date, "seconds since 1970");
        }
        var latest = clock.instant().plus(Duration.ofDays(1));
        try {
            var at = Instant.ofEpochSecond(date.longValue());
            if (at.isAfter(latest)) {
                throw JsonRecord.wrong("date", date, "a time that has passed");
            }
            boolean day = at.getEpochSecond() % 86_400 == 0;
            return new Occurred(at, day ? Precision.DAY : Precision.SECOND);
        } catch (IllegalArgumentException | DateTimeException _) {
            throw JsonRecord.wrong("date", date, "a time from 2009-01-03 on");
        }
    }

    private List<String> chains(JsonRecord record) throws MalformedRecordException {
        var chains = new LinkedHashSet<String>();
        for (var label : record.texts("chain", 200)) {
            words.chains().findOrCoin(label).ifPresent(chains::add);
        }
        return List.copyOf(chains);
    }

    private @Nullable String technique(@Nullable String label, @Nullable String classification) {
        for (var text : new String[] {label, classification}) {
            var slug = text == null ? null : words.techniques().find(text).orElse(null);
            if (slug != null) {
                return slug;
            }
        }
        return null;
    }

    private @Nullable String target(JsonNode json, @Nullable String type) {
        if (json.path("bridgeHack").asBoolean(false)) {
            return "bridge";
        }
        return type == null ? null : words.targets().find(type).orElse(null);
    }

    private static List<String> references(@Nullable String url) {
        return url == null ? List.of() : References.parse(url).stream().toList();
    }

    private static String identity(Facts facts, Set<String> seen) throws MalformedRecordException {
        var slug = Slug.of(facts.title());
        var day = String.valueOf(facts.occurred().text()).substring(0, 10);
        var identity = day + "/" + (slug.isEmpty() ? facts.title() : slug);
        if (seen.add(identity)) {
            return identity;
        }
        var longer = identity + "/" + own(facts);
        if (seen.add(longer)) {
            return longer;
        }
        throw new MalformedRecordException("it repeats the date, name and technique of an earlier record");
    }

    private static String own(Facts facts) {
        return Slug.of(facts.techniqueLabel() == null ? "" : facts.techniqueLabel());
    }
}

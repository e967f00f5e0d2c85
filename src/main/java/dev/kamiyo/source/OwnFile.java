package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.InvalidExploitException;
import dev.kamiyo.exploit.References;
import dev.kamiyo.exploit.Slug;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One's own exploits: a CSV file, or a JSON array of what `POST /api/v1/exploits` takes.
///
/// A record's identity is its `id`; without one, its day and name.
public final class OwnFile implements Source {
    private static final Set<String> COLUMNS = Set.of(
            "id",
            "url",
            "title",
            "protocol",
            "occurred_at",
            "occurred_precision",
            "chains",
            "loss_usd",
            "recovered_usd",
            "technique",
            "technique_label",
            "target",
            "status",
            "transactions",
            "addresses",
            "references");
    private static final int NAME = 200;

    private final ExploitJson parser;

    /// @param clock tells which dates lie in the future
    public OwnFile(Vocabularies words, Clock clock) {
        this.parser = new ExploitJson(words.chains(), words.techniques(), words.targets(), clock);
    }

    @Override
    public String name() {
        return "file";
    }

    /// Nowhere until an operator says where.
    @Override
    public String home() {
        return "";
    }

    @Override
    public Terms terms() {
        return new Terms("Your own data.", "");
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(5);
    }

    @Override
    public String accepts() {
        return "a CSV or JSON file of your own, a folder of them, or a URL";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".csv") || path.endsWith(".json");
    }

    /// A folder may hold several files.
    @Override
    public boolean paged() {
        return true;
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var harvest = new Harvest();
        for (var path : content.paths().toList()) {
            var document = content.bytes(path);
            var place = path.isEmpty() ? "" : path + ", ";
            if (isJson(document)) {
                int number = 0;
                for (var json : JsonFeed.array(document)) {
                    number++;
                    harvest.take(place + "record " + number, JsonRecord.named(json, "title"), () -> claim(json));
                }
            } else {
                var lines = CsvTable.lines(document, COLUMNS);
                if (lines.isEmpty()) {
                    throw new MalformedFeedException(place + "the file has no records; the first line names columns of "
                            + String.join(", ", new TreeSet<>(COLUMNS)));
                }
                for (var line : lines) {
                    harvest.take(
                            place + "line " + line.number(),
                            JsonRecord.named(line.json(), "title"),
                            () -> claim(line.json()));
                }
            }
        }
        return harvest.done();
    }

    /// Whatever it is called: JSON begins with a bracket, which no column does.
    private static boolean isJson(byte[] document) {
        for (byte b : document) {
            if (!Character.isWhitespace(b)) {
                return b == '[' || b == '{';
            }
        }
        return false;
    }

    private Claim claim(JsonNode json) throws MalformedRecordException {
        var record = JsonRecord.of(json);
        var id = record.text("id", NAME);
        var url = record.text("url", 2_048);
        if (url != null && References.parse(url).isEmpty()) {
            throw PlainText.wrong("url", url, "an absolute http or https URL");
        }
        for (var member : List.of("title", "protocol", "technique_label")) {
            record.text(member, NAME);
        }
        var facts = facts(((ObjectNode) json).deepCopy().without(List.of("id", "url")));
        return new Claim(name(), id == null ? identity(facts) : id, url, facts, json.toString());
    }

    private Facts facts(JsonNode json) throws MalformedRecordException {
        try {
            return parser.read(json);
        } catch (InvalidExploitException e) {
            throw new MalformedRecordException((e.member().isEmpty() ? "" : e.member() + ": ") + e.why());
        }
    }

    private static String identity(Facts facts) {
        var slug = Slug.of(facts.title());
        return String.valueOf(facts.occurred().text()).substring(0, 10) + "/" + (slug.isEmpty() ? facts.title() : slug);
    }
}

package dev.kamiyo.web;

import dev.kamiyo.search.Facet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What the sources say of an exploit: fields down, sources across.
///
/// @param sources the columns
/// @param lines the fields of which anybody says something
record SourceMatrix(List<Column> sources, List<Line> lines) {
    private static final List<String> FIELDS = List.of(
            "loss_usd",
            "recovered_usd",
            "occurred_at",
            "title",
            "protocol",
            "chains",
            "technique",
            "technique_label",
            "target",
            "status");

    /// A claim.
    ///
    /// @param url where it was said; empty when there is no such place
    /// @param isWithdrawn whether its source does not say it any more
    record Column(String source, String nativeId, String url, When since, boolean isWithdrawn) {}

    /// A field.
    record Line(String name, List<Cell> cells) {
        boolean isDisputed() {
            return cells.stream().anyMatch(cell -> cell.mark == Mark.DIFFERS);
        }
    }

    /// What one source says of one field.
    ///
    /// @param exact the value in full, when the text is shortened
    record Cell(Mark mark, String text, String exact, String url) {}

    /// How a value stands to the one that was chosen.
    enum Mark {
        CHOSEN("chosen", "◆"),
        AGREES("agrees", "="),
        DIFFERS("differs", "≠"),
        SILENT("says nothing", "");

        private final String word;
        private final String sign;

        Mark(String word, String sign) {
            this.word = word;
            this.sign = sign;
        }

        String word() {
            return word;
        }

        String sign() {
            return sign;
        }

        String css() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param exploit its JSON with `claims`
    /// @param provenance who said what, as the merge has it
    static SourceMatrix of(JsonNode exploit, JsonNode provenance, Names names, Instant now) {
        var claims = exploit.path("claims").valueStream().toList();
        var columns = claims.stream().map(claim -> column(claim, now)).toList();
        var lines = new ArrayList<Line>();
        for (var field : FIELDS) {
            var cells = new ArrayList<Cell>();
            for (int i = 0; i < claims.size(); i++) {
                cells.add(cell(field, claims.get(i), columns.get(i), exploit, provenance.path(field), names, now));
            }
            if (cells.stream().anyMatch(cell -> cell.mark != Mark.SILENT)) {
                lines.add(new Line(name(field), cells));
            }
        }
        return new SourceMatrix(columns, lines);
    }

    private static Column column(JsonNode claim, Instant now) {
        return new Column(
                claim.path("source").asString(""),
                claim.path("native_id").asString(""),
                Links.safe(claim.path("url").asString("")),
                When.moment(claim.path("first_seen_at").asString(""), now),
                claim.path("withdrawn_at").isString());
    }

    private static Cell cell(
            String field, JsonNode claim, Column column, JsonNode exploit, JsonNode told, Names names, Instant now) {
        var facts = claim.path("facts");
        var value = facts.path(field);
        if (value.isNull() || value.isMissingNode() || (value.isArray() && value.isEmpty())) {
            return new Cell(Mark.SILENT, "", "", "");
        }
        return new Cell(
                mark(field, column, value, exploit.path(field), told),
                text(field, value, facts, names, now),
                field.endsWith("_usd") ? Money.of(value).exact() : value.asString(""),
                column.url);
    }

    private static Mark mark(String field, Column column, JsonNode value, JsonNode held, JsonNode told) {
        if (field.equals("chains")) {
            return value.equals(held) ? Mark.AGREES : Mark.DIFFERS;
        }
        if (is(told, column)) {
            return Mark.CHOSEN;
        }
        return told.path("disagree").valueStream().anyMatch(other -> is(other, column)) ? Mark.DIFFERS : Mark.AGREES;
    }

    private static boolean is(JsonNode told, Column column) {
        return told.path("source").asString("").equals(column.source)
                && told.path("native_id").asString("").equals(column.nativeId);
    }

    private static String text(String field, JsonNode value, JsonNode facts, Names names, Instant now) {
        return switch (field) {
            case "loss_usd", "recovered_usd" -> Money.of(value).text();
            case "occurred_at" ->
                When.of(value, facts.path("occurred_precision"), now).text();
            case "chains" ->
                value.valueStream()
                        .map(chain -> names.chain(chain.stringValue()).text())
                        .collect(Collectors.joining(", "));
            case "technique" -> names.technique(value.asString("")).text();
            case "target" -> names.text(Facet.TARGET, value.asString(""));
            default -> value.asString("");
        };
    }

    private static String name(String field) {
        return switch (field) {
            case "loss_usd" -> "Loss";
            case "recovered_usd" -> "Recovered";
            case "occurred_at" -> "Date";
            case "technique_label" -> "In its words";
            default -> Names.capital(field);
        };
    }

    /// What they say altogether, in a sentence.
    String sentence() {
        var disputed = lines.stream()
                .filter(Line::isDisputed)
                .map(line -> line.name.toLowerCase(Locale.ROOT))
                .toList();
        if (sources.size() == 1) {
            return "One source tells of it.";
        }
        var several = Figures.count(sources.size(), "source") + " tell of it";
        return Optional.of(disputed)
                .filter(fields -> !fields.isEmpty())
                .map(fields -> several + "; they differ on " + Links.and(fields) + ".")
                .orElse(several + " and agree.");
    }
}

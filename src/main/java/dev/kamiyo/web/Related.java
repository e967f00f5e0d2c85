package dev.kamiyo.web;

import dev.kamiyo.db.Reader;
import dev.kamiyo.search.FacetedSearch;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Other exploits that an exploit brings to mind.
final class Related {
    private static final int MOST = 5;
    private static final int ADDRESSES = 50;

    private Related() {}

    /// Exploits that have something in common with it.
    ///
    /// @param url all of them
    record Group(String name, String url, List<Row> rows) {}

    static List<Group> read(Reader reader, FacetedSearch search, JsonNode exploit, Row row, Names names, Instant now) {
        var groups = new ArrayList<Group>();
        var addresses = exploit.path("addresses")
                .valueStream()
                .filter(part -> part.path("role").asString("").startsWith("attack"))
                .map(part -> part.path("address").asString(""))
                .limit(ADDRESSES)
                .collect(Collectors.joining(","));
        if (!addresses.isEmpty()) {
            group(
                            reader,
                            search,
                            "The same attacker's address",
                            Question.ALL.with("address", addresses),
                            row,
                            names,
                            now)
                    .ifPresent(groups::add);
        }
        if (!row.protocol().slug().isEmpty()) {
            group(
                            reader,
                            search,
                            "Also " + row.protocol().text(),
                            Question.ALL.with("protocol", row.protocol().slug()),
                            row,
                            names,
                            now)
                    .ifPresent(groups::add);
        }
        if (!row.technique().slug().isEmpty()) {
            var question =
                    Question.ALL.with("technique", row.technique().slug()).with("sort", "loss");
            group(reader, search, "Largest by " + row.technique().text(), question, row, names, now)
                    .ifPresent(groups::add);
        }
        return groups;
    }

    /// Empty when there are no others, or when what they have in common cannot be asked for.
    private static Optional<Group> group(
            Reader reader, FacetedSearch search, String name, Question question, Row row, Names names, Instant now) {
        View view;
        try {
            view = question.view();
        } catch (InvalidFilterException _) {
            return Optional.empty(); // names are a source's own, and may be longer than a filter takes
        }
        var rows = search.first(reader, view, MOST + 1).stream()
                .map(json -> Row.of(json, names, now))
                .filter(other -> !other.id().equals(row.id()))
                .limit(MOST)
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(new Group(name, question.url("/explore"), rows));
    }
}

package dev.kamiyo.search;

import dev.kamiyo.exploit.Usd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Where the exploits of a filter are looked for in the file, and what is asked of each: the FROM and WHERE of a
/// query in which `f` is `find_exploits`. Belongs to one query.
///
/// The file is asked for exploits in order, for words of texts and for hashes; other filters are for
/// [ForwardIndexStore], and cost a look at each exploit here.
final class CandidateStore {
    private static final String ANY = "(SELECT value FROM json_each(?))";

    private final String index;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    private CandidateStore(String index) {
        this.index = index;
    }

    /// Decides where to look.
    ///
    /// @param sort the order in which exploits are due; null when only their number counts
    static CandidateStore of(Filter filter, @Nullable Sort sort) {
        boolean byNumber = !filter.transactions().isEmpty()
                || !filter.addresses().isEmpty()
                || (filter.text() != null && !filter.text().must().isEmpty());
        var found = new CandidateStore(byNumber ? "NOT INDEXED" : "INDEXED BY " + index(filter, sort));
        filter.values().forEach(found::words);
        found.bounds(filter);
        found.texts(filter);
        return found;
    }

    private static String index(Filter filter, @Nullable Sort sort) {
        if (sort == null) {
            return hasLoss(filter)
                    ? "find_by_loss"
                    : filter.modifiedSince() != null ? "find_by_change" : "find_by_time";
        }
        return switch (sort) {
            case OCCURRED_AT -> "find_by_time";
            case LOSS -> "find_by_loss";
            case MODIFIED_AT -> "find_by_change";
        };
    }

    private static boolean hasLoss(Filter filter) {
        return filter.minLoss() != null || filter.maxLoss() != null;
    }

    private void words(Facet facet, Set<String> values) {
        where(
                "EXISTS (SELECT 1 FROM json_each(f.words) AS w WHERE w.value IN " + ANY + ")",
                json(values.stream().map(facet::word).toList()));
    }

    private static String json(Collection<String> texts) {
        return JsonMapper.shared().writeValueAsString(texts);
    }

    private void bounds(Filter filter) {
        if (filter.since() != null || filter.before() != null) {
            where("f.occurred >= ?", filter.since() == null ? 0 : Math.max(0, filter.since()));
        }
        if (filter.before() != null) {
            where("f.occurred < ?", filter.before());
        }
        if (hasLoss(filter)) {
            where("f.loss >= ?", cents(filter.minLoss(), 0));
        }
        if (filter.maxLoss() != null) {
            where("f.loss <= ?", cents(filter.maxLoss(), Long.MAX_VALUE));
        }
        if (filter.modifiedSince() != null) {
            where("f.modified >= ?", filter.modifiedSince());
        }
    }

    private static long cents(@Nullable Usd amount, long otherwise) {
        return amount == null ? otherwise : amount.cents();
    }

    private void texts(Filter filter) {
        hashes("transaction", filter.transactions());
        hashes("address", filter.addresses());
        var text = filter.text();
        if (text != null && !text.must().isEmpty()) {
            where("f.number IN (SELECT rowid FROM find_text WHERE find_text MATCH ?)", text.must());
        }
        if (text != null && !text.mustNot().isEmpty()) {
            where("f.number NOT IN (SELECT rowid FROM find_text WHERE find_text MATCH ?)", text.mustNot());
        }
    }

    private void hashes(String kind, List<String> hashes) {
        if (!hashes.isEmpty()) {
            where(
                    "f.number IN (SELECT number FROM find_hashes WHERE hash IN " + ANY + " AND kind = ?)",
                    json(hashes),
                    kind);
        }
    }

    /// Asks one thing more.
    void where(String condition, Object... values) {
        conditions.add(condition);
        arguments.addAll(List.of(values));
    }

    /// What follows FROM.
    String from() {
        return from("");
    }

    /// What follows FROM.
    ///
    /// @param joined with a comma before it; empty for nothing else
    String from(String joined) {
        return "find_exploits AS f " + index + joined
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /// The values of the marks, and then some.
    Object[] arguments(Object... others) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of(others));
        return all.toArray();
    }
}

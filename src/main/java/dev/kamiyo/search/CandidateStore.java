package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.Usd;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where the exploits of a filter are looked for, and what is asked of each: the FROM and WHERE of a query in which
/// `f` has the columns number, occurred and loss.
///
/// The rarest word of the filter is what is read; when even that has many exploits and no index has them in the order
/// that is due, the whole list is read in that order instead, until enough are found. Belongs to one query.
final class CandidateStore {
    private static final long DAY = 86_400;
    /// Exploits of a word that are sorted rather than looked for in the whole list.
    private static final long FEW = 20_000;

    private static final String ANY_WORD = "(SELECT value FROM json_each(?))";
    private static final String MODIFIED = "(SELECT x.modified FROM find_exploits AS x WHERE x.number = f.number)";

    /// The words of one facet, of which an exploit has any.
    private record Group(List<Long> words, long exploits) {
        String json() {
            return words.toString();
        }
    }

    private final String from;
    private final boolean whole;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    private CandidateStore(String from, boolean whole) {
        this.from = from;
        this.whole = whole;
    }

    /// Decides where to look.
    ///
    /// @param sort the order in which exploits are due; null when only their number counts
    /// @return empty when no exploit can be meant, since none has one of the words
    static Optional<CandidateStore> of(Reader reader, Filter filter, @Nullable Sort sort) {
        var groups = groups(reader, filter);
        if (groups.stream().anyMatch(group -> group.exploits == 0)) {
            return Optional.empty();
        }
        var found = place(filter, sort, groups);
        found.bounds(filter);
        found.texts(filter);
        return Optional.of(found);
    }

    private static List<Group> groups(Reader reader, Filter filter) {
        return filter.values().entrySet().stream()
                .map(entry -> words(
                        reader,
                        entry.getValue().stream().map(entry.getKey()::word).toList()))
                .map(words -> new Group(words, days(reader, words.toString(), filter)))
                .sorted(Comparator.comparingLong(Group::exploits))
                .toList();
    }

    private static List<Long> words(Reader reader, Collection<String> words) {
        return words.stream()
                .map(word -> reader.number("SELECT id FROM find_words WHERE word = ?", word))
                .filter(id -> id > 0)
                .toList();
    }

    /// How many exploits have one of some words on the days of a filter; one with two of them counts twice.
    private static long days(Reader reader, String words, Filter filter) {
        return reader.number(
                "SELECT sum(exploits) FROM find_days WHERE word IN " + ANY_WORD + " AND day BETWEEN ? AND ?",
                words,
                firstDay(filter),
                lastDay(filter));
    }

    /// The first day of a filter; -1 stands for unknown times.
    static long firstDay(Filter filter) {
        return filter.since() == null ? (filter.before() == null ? -1 : 0) : Math.max(0, filter.since() / DAY);
    }

    /// The last day of a filter.
    static long lastDay(Filter filter) {
        return filter.before() == null ? Long.MAX_VALUE : Math.floorDiv(filter.before() - 1, DAY);
    }

    /// The number of exploits of a filter if it can be summed up day by day.
    static Optional<Long> sum(Reader reader, Filter filter) {
        return summable(reader, filter).map(words -> days(reader, words, filter));
    }

    /// The words whose days add up to a filter, as JSON; empty when that is not so. It has whole days, and one
    /// facet at most, of whose values an exploit has only one.
    static Optional<String> summable(Reader reader, Filter filter) {
        if (!filter.isOfDays() || filter.values().size() > 1) {
            return Optional.empty();
        }
        var words = new ArrayList<Long>();
        for (var entry : filter.values().entrySet()) {
            if (entry.getKey().isList() && entry.getValue().size() > 1) {
                return Optional.empty();
            }
            words.addAll(words(
                    reader, entry.getValue().stream().map(entry.getKey()::word).toList()));
        }
        return Optional.of(filter.values().isEmpty() ? "[0]" : words.toString());
    }

    private static CandidateStore place(Filter filter, @Nullable Sort sort, List<Group> groups) {
        boolean byNumber = !filter.transactions().isEmpty()
                || !filter.addresses().isEmpty()
                || (filter.text() != null && !filter.text().must().isEmpty());
        if (byNumber) {
            return whole("NOT INDEXED", groups);
        }
        if (groups.isEmpty()) {
            return whole("INDEXED BY " + index(filter, sort), groups);
        }
        var rarest = groups.getFirst();
        var others = groups.subList(1, groups.size());
        if (rarest.words.size() == 1 && sort != Sort.MODIFIED_AT) {
            boolean byLoss = sort == Sort.LOSS || (sort == null && hasLoss(filter));
            var word = new CandidateStore(
                    "find_by_word AS f " + (byLoss ? "INDEXED BY find_by_word_and_loss" : "NOT INDEXED"), false);
            word.where("f.word = ?", rarest.words.getFirst());
            word.words(others);
            return word;
        }
        if (sort == null || rarest.exploits <= FEW) {
            var some = new CandidateStore(
                    "(SELECT DISTINCT number, occurred, loss FROM find_by_word WHERE word IN " + ANY_WORD + ") AS f",
                    false);
            some.arguments.add(rarest.json());
            some.words(others);
            return some;
        }
        return whole("INDEXED BY " + index(filter, sort), groups);
    }

    private static CandidateStore whole(String index, List<Group> groups) {
        var all = new CandidateStore("find_exploits AS f " + index, true);
        all.words(groups);
        return all;
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

    /// A query of its own for each word keeps SQLite from turning the joins around.
    private void words(List<Group> groups) {
        for (var group : groups) {
            boolean one = group.words.size() == 1;
            where(
                    "1 = (SELECT 1 FROM find_by_word AS g WHERE g.word " + (one ? "= ?" : "IN " + ANY_WORD)
                            + " AND g.occurred = f.occurred AND g.number = f.number LIMIT 1)",
                    one ? group.words.getFirst() : group.json());
        }
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
            where(column(Sort.MODIFIED_AT) + " >= ?", filter.modifiedSince());
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

    /// Hashes have no characters that mean something in JSON.
    private void hashes(String kind, List<String> hashes) {
        if (!hashes.isEmpty()) {
            where(
                    "f.number IN (SELECT number FROM find_hashes WHERE hash IN " + ANY_WORD + " AND kind = ?)",
                    hashes.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")),
                    kind);
        }
    }

    /// Asks one thing more.
    void where(String condition, Object... values) {
        conditions.add(condition);
        arguments.addAll(List.of(values));
    }

    /// The expression of what is sorted by.
    String column(Sort sort) {
        return sort == Sort.MODIFIED_AT && !whole ? MODIFIED : "f." + sort.column();
    }

    /// What follows FROM.
    String from() {
        return from + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /// The values of the marks, and then some.
    Object[] arguments(Object... others) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of(others));
        return all.toArray();
    }
}

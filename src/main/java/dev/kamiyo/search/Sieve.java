package dev.kamiyo.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// A filter made ready to be asked of many exploits, one by one, without the file. It lets through what
/// [SearchStore] finds. Immutable; safe for use by many threads.
public final class Sieve {
    private static final Pattern TERM = Pattern.compile("\"([^\"]*)\"(\\*?)");

    private final Filter filter;
    private final Set<String> transactions;
    private final Set<String> addresses;
    private final List<Phrase> must;
    private final List<Phrase> mustNot;

    private Sieve(Filter filter, List<Phrase> must, List<Phrase> mustNot) {
        this.filter = filter;
        this.transactions = Set.copyOf(filter.transactions());
        this.addresses = Set.copyOf(filter.addresses());
        this.must = must;
        this.mustNot = mustNot;
    }

    /// Words that stand side by side; of the last one the beginning is enough if so said.
    private record Phrase(List<String> words, boolean beginning) {
        boolean isIn(List<String> text) {
            for (int at = 0; at + words.size() <= text.size(); at++) {
                if (isAt(text, at)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAt(List<String> text, int at) {
            int last = words.size() - 1;
            for (int i = 0; i < last; i++) {
                if (!text.get(at + i).equals(words.get(i))) {
                    return false;
                }
            }
            var end = text.get(at + last);
            return beginning ? end.startsWith(words.get(last)) : end.equals(words.get(last));
        }
    }

    /// Makes a filter ready.
    public static Sieve of(Filter filter) {
        var text = filter.text();
        return text == null
                ? new Sieve(filter, List.of(), List.of())
                : new Sieve(filter, phrases(text.must()), phrases(text.mustNot()));
    }

    private static List<Phrase> phrases(String expression) {
        var phrases = new ArrayList<Phrase>();
        var terms = TERM.matcher(expression);
        while (terms.find()) {
            phrases.add(new Phrase(Traits.words(terms.group(1)), !terms.group(2).isEmpty()));
        }
        return List.copyOf(phrases);
    }

    /// Whether the filter lets everything through.
    public boolean isOpen() {
        return filter.equals(Filter.ALL);
    }

    /// Whether the filter lets an exploit through.
    public boolean passes(Traits traits) {
        return facets(traits) && bounds(traits) && hashes(traits) && texts(traits);
    }

    private boolean facets(Traits traits) {
        for (var facet : filter.values().entrySet()) {
            if (!any(traits.values(facet.getKey()), facet.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean any(Collection<String> values, Set<String> allowed) {
        for (var value : values) {
            if (allowed.contains(value)) {
                return true;
            }
        }
        return false;
    }

    /// What is unknown is below every bound.
    private boolean bounds(Traits traits) {
        boolean dated = filter.since() != null || filter.before() != null;
        if (dated && traits.occurred() < (filter.since() == null ? 0 : Math.max(0, filter.since()))) {
            return false;
        }
        if (filter.before() != null && traits.occurred() >= filter.before()) {
            return false;
        }
        boolean priced = filter.minLoss() != null || filter.maxLoss() != null;
        if (priced
                && traits.loss()
                        < (filter.minLoss() == null ? 0 : filter.minLoss().cents())) {
            return false;
        }
        if (filter.maxLoss() != null && traits.loss() > filter.maxLoss().cents()) {
            return false;
        }
        return filter.modifiedSince() == null || traits.modified() >= Objects.requireNonNull(filter.modifiedSince());
    }

    private boolean hashes(Traits traits) {
        return (transactions.isEmpty() || any(traits.transactions(), transactions))
                && (addresses.isEmpty() || any(traits.addresses(), addresses));
    }

    private boolean texts(Traits traits) {
        for (var phrase : must) {
            if (!isIn(phrase, traits)) {
                return false;
            }
        }
        for (var phrase : mustNot) {
            if (isIn(phrase, traits)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIn(Phrase phrase, Traits traits) {
        for (var text : traits.texts()) {
            if (phrase.isIn(text)) {
                return true;
            }
        }
        return false;
    }
}

package dev.kamiyo.search;

import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Characters;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Labelled;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.Severity;
import dev.kamiyo.exploit.Slug;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.exploit.Vocabulary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads views from the parameters of a request. Immutable; safe for use by many threads.
///
/// A parameter that takes several values has them parted by commas. Whoever reads the parameters refuses those that
/// are not named here.
public final class ViewReader {
    /// The parameters of a filter.
    public static final List<String> FILTERS = List.of(
            "chain",
            "protocol",
            "technique",
            "target",
            "source",
            "severity",
            "status",
            "recovered",
            "min_loss",
            "max_loss",
            "since",
            "until",
            "modified_since",
            "tx",
            "address",
            "q");

    /// The parameters of what is shown of the exploits that a filter lets through.
    public static final List<String> SHOWN = List.of("sort", "order", "fields");

    /// The parameters that take several values.
    public static final Set<String> SEVERAL = Set.of(
            "chain",
            "protocol",
            "technique",
            "target",
            "source",
            "severity",
            "status",
            "recovered",
            "tx",
            "address",
            "fields");

    private static final int MOST = 50;
    private static final int LONGEST = 200;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._:\\-]{0,99}");
    private static final Pattern HASH = Pattern.compile("[0-9A-Za-z:_.\\-]{20,128}");

    private final Chains chains;
    private final Vocabulary techniques;
    private final Vocabulary targets;
    private final Protocols protocols = Protocols.load();

    private ViewReader(Chains chains, Vocabulary techniques, Vocabulary targets) {
        this.chains = chains;
        this.techniques = techniques;
        this.targets = targets;
    }

    /// With the program's tables of labels.
    public static ViewReader load() {
        return new ViewReader(Chains.load(), Vocabulary.techniques(), Vocabulary.targets());
    }

    /// The view that parameters ask for.
    ///
    /// @throws InvalidFilterException for the first parameter that cannot be taken
    public View read(Map<String, String> query) throws InvalidFilterException {
        var sort = choice(query, "sort", Sort.class, Sort.OCCURRED_AT);
        var order = choice(query, "order", Order.class, Order.DESC);
        return new View(filter(query), sort, order, fields(query));
    }

    /// The filter that parameters ask for.
    ///
    /// @throws InvalidFilterException for the first parameter that cannot be taken
    public Filter filter(Map<String, String> query) throws InvalidFilterException {
        var minLoss = amount(query, "min_loss");
        var maxLoss = amount(query, "max_loss");
        if (minLoss != null && maxLoss != null && minLoss.compareTo(maxLoss) > 0) {
            throw new InvalidFilterException("max_loss", "max_loss is less than min_loss");
        }
        var since = period(query, "since");
        var until = period(query, "until");
        if (since != null && until != null && until.to() <= since.from()) {
            throw new InvalidFilterException("until", "until is before since");
        }
        var modified = period(query, "modified_since");
        return new Filter(
                facets(query),
                minLoss,
                maxLoss,
                since == null ? null : Long.valueOf(since.from()),
                until == null ? null : Long.valueOf(until.to()),
                modified == null ? null : Long.valueOf(modified.from()),
                hashes(query, "tx"),
                hashes(query, "address"),
                text(query));
    }

    private Map<Facet, Set<String>> facets(Map<String, String> query) throws InvalidFilterException {
        var facets = new EnumMap<Facet, Set<String>>(Facet.class);
        for (var facet : Facet.values()) {
            var given = values(query, facet.label());
            var kept = new LinkedHashSet<String>();
            for (var value : given) {
                kept.addAll(meaning(facet, value));
            }
            if (!kept.isEmpty()) {
                facets.put(facet, kept);
            }
        }
        return facets;
    }

    /// What a value means in the data. A chain, protocol or source that nobody knows finds nothing, since new ones
    /// come up by themselves; the other facets have closed lists.
    private Set<String> meaning(Facet facet, String value) throws InvalidFilterException {
        var name = facet.label();
        return switch (facet) {
            case CHAIN -> Set.of(chains.find(value).orElse(Slug.of(named(name, value))));
            case PROTOCOL -> attacked(value);
            case SOURCE -> Set.of(named(name, value));
            case TECHNIQUE -> Set.of(known(name, value, techniques));
            case TARGET -> Set.of(known(name, value, targets));
            case SEVERITY -> Set.of(one(name, value, Labelled.labels(Severity.class)));
            case STATUS -> Set.of(one(name, value, Labelled.labels(Status.class)));
            case RECOVERED -> Set.of(one(name, value, List.of("true", "false")));
        };
    }

    private static String named(String parameter, String value) throws InvalidFilterException {
        if (!NAME.matcher(value).matches()) {
            throw new InvalidFilterException(
                    parameter, parameter + " is a slug or a name of letters and digits, at most 100 characters");
        }
        return value;
    }

    /// Whatever name the data may have of a protocol is one here.
    private Set<String> attacked(String value) throws InvalidFilterException {
        var slug = new Protocol(value).slug();
        if (slug.isEmpty() || value.length() > LONGEST || !Characters.areSound(value)) {
            throw new InvalidFilterException(
                    Facet.PROTOCOL.label(),
                    "protocol is a slug or a name of 1 to " + LONGEST + " characters, " + Characters.DUE);
        }
        return protocols.slugs(slug);
    }

    private static String known(String parameter, String value, Vocabulary words) throws InvalidFilterException {
        var found = words.find(value);
        return found.isPresent() ? found.get() : one(parameter, value, words.slugs());
    }

    private static String one(String parameter, String value, List<String> allowed) throws InvalidFilterException {
        var plain = value.toLowerCase(Locale.ROOT);
        if (!allowed.contains(plain)) {
            throw new InvalidFilterException(
                    parameter,
                    "a value of " + parameter + " is not known; allowed are " + String.join(", ", allowed),
                    allowed);
        }
        return plain;
    }

    private static <E extends Enum<E> & Labelled> E choice(
            Map<String, String> query, String name, Class<E> type, E otherwise) throws InvalidFilterException {
        var text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        var word = one(name, text, Labelled.labels(type));
        return Labelled.parse(type, word).orElseThrow();
    }

    /// The values of a parameter, each once, in order; none when it is not given.
    private static Set<String> values(Map<String, String> query, String name) throws InvalidFilterException {
        var text = query.get(name);
        if (text == null) {
            return Set.of();
        }
        var values = new LinkedHashSet<String>();
        for (int from = 0, to; from <= text.length(); from = to + 1) {
            int comma = text.indexOf(',', from);
            to = comma < 0 ? text.length() : comma;
            var value = text.substring(from, to).strip();
            if (value.isEmpty()) {
                throw new InvalidFilterException(name, "a value of " + name + " is empty");
            }
            values.add(value);
        }
        if (values.size() > MOST) {
            throw new InvalidFilterException(name, name + " takes at most " + MOST + " values");
        }
        return values;
    }

    private static @Nullable Usd amount(Map<String, String> query, String name) throws InvalidFilterException {
        var text = query.get(name);
        try {
            return text == null ? null : Amount.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidFilterException(name, name + " is not an amount of US dollars; " + e.getMessage());
        }
    }

    private static @Nullable Period period(Map<String, String> query, String name) throws InvalidFilterException {
        var text = query.get(name);
        try {
            return text == null ? null : Period.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidFilterException(name, name + " is not a time; " + e.getMessage());
        }
    }

    /// Hashes as they are kept: hexadecimal ones in lower case, others as they are.
    private static List<String> hashes(Map<String, String> query, String name) throws InvalidFilterException {
        var kept = new LinkedHashSet<String>();
        for (var value : values(query, name)) {
            if (!HASH.matcher(value).matches()) {
                throw new InvalidFilterException(
                        name, name + " is a whole hash or address of 20 to 128 characters, without spaces");
            }
            kept.addAll(Hashes.spellings(value));
        }
        return List.copyOf(kept);
    }

    private static @Nullable TextQuery text(Map<String, String> query) throws InvalidFilterException {
        var text = query.get("q");
        try {
            return text == null ? null : TextQuery.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidFilterException("q", "q cannot be searched for: " + e.getMessage());
        }
    }

    private static List<String> fields(Map<String, String> query) throws InvalidFilterException {
        var asked = new LinkedHashSet<String>();
        for (var value : values(query, "fields")) {
            asked.add(one("fields", value, ExploitStore.MEMBERS));
        }
        var fields = new ArrayList<>(ExploitStore.MEMBERS);
        fields.retainAll(asked);
        return fields;
    }
}

package dev.kamiyo.merge;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.Exploit.Origin;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Precision;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is held to be true of an exploit, of which several claims tell: each field from the source that is believed
/// first for it, lists from all of them. It does not depend on the order in which claims came.
///
/// A correction stands above all sources, and of two the later one. Claims that were withdrawn count only once
/// nothing else is left; the exploit is then withdrawn.
final class Resolution {
    private static final Ranks RANKS = Ranks.load();

    private final List<Said> voices;
    private final boolean withdrawn;
    private final Instant firstSeen;
    private final Map<Field, Said> chosen = new EnumMap<>(Field.class);
    private final Facts facts;

    private Resolution(Collection<Said> claims) {
        withdrawn = claims.stream().noneMatch(c -> !c.withdrawn() && !c.isCorrection());
        voices = claims.stream()
                .filter(c -> !c.withdrawn() || (withdrawn && !c.isCorrection()))
                .toList();
        firstSeen = claims.stream()
                .map(Said::firstSeen)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        facts = isLone() ? lone() : resolve();
    }

    /// Whether there is nothing to choose, which is what most claims meet when they come.
    private boolean isLone() {
        return voices.size() == 1 && !withdrawn;
    }

    private Facts lone() {
        for (var field : Field.values()) {
            chosen.put(field, voices.getFirst());
        }
        return voices.getFirst().facts();
    }

    /// @param claims of one exploit, at least one that is no correction
    static Resolution of(Collection<Said> claims) {
        return new Resolution(claims);
    }

    Facts facts() {
        return facts;
    }

    /// The claim that each field was taken from; lists that no correction replaced come from all and are not in it.
    Map<Field, Said> chosen() {
        return chosen;
    }

    /// When the first claim came.
    Instant firstSeen() {
        return firstSeen;
    }

    /// Who says so, by rank of titles, corrections of whatever field included; each source and URL once.
    List<Origin> origins() {
        return voices.stream()
                .sorted(belief(Field.TITLE))
                .map(said -> new Origin(said.id().source(), said.url()))
                .distinct()
                .toList();
    }

    private Facts resolve() {
        var title = Objects.requireNonNull(first(Field.TITLE, Facts::title));
        var technique = first(Field.TECHNIQUE, Facts::technique);
        return new Facts(
                title,
                first(Field.PROTOCOL, Facts::protocol),
                union(Field.CHAINS, Facts::chains, chain -> chain),
                occurred(),
                first(Field.LOSS_USD, Facts::loss),
                first(Field.RECOVERED_USD, Facts::recovered),
                technique,
                label(),
                first(Field.TARGET, Facts::target),
                status(),
                union(Field.TRANSACTIONS, Facts::transactions, Resolution::place),
                union(Field.ADDRESSES, Facts::addresses, Resolution::place),
                union(Field.REFERENCES, Facts::references, url -> url));
    }

    private Status status() {
        var status = first(Field.STATUS, Facts::status);
        return withdrawn || status == null ? Status.WITHDRAWN : status;
    }

    /// The words of the source that named the technique, if it has some.
    private @Nullable String label() {
        var by = chosen.get(Field.TECHNIQUE);
        var corrected = correction(Field.TECHNIQUE_LABEL);
        if (corrected == null && by != null && by.facts().techniqueLabel() != null) {
            chosen.put(Field.TECHNIQUE_LABEL, by);
            return by.facts().techniqueLabel();
        }
        return first(Field.TECHNIQUE_LABEL, Facts::techniqueLabel);
    }

    /// The time of the source that is believed first, told as exactly as anyone does who does not contradict it.
    private Occurred occurred() {
        var known = first(Field.OCCURRED_AT, facts -> facts.occurred().at() == null ? null : facts.occurred());
        if (known == null) {
            return Occurred.UNKNOWN;
        }
        if (correction(Field.OCCURRED_AT) != null) {
            return known;
        }
        var finest = ranked(Field.OCCURRED_AT)
                .filter(said -> refines(said.facts().occurred(), known))
                .min(Comparator.comparing(said -> said.facts().occurred().precision()));
        finest.ifPresent(said -> chosen.put(Field.OCCURRED_AT, said));
        return finest.map(said -> said.facts().occurred()).orElse(known);
    }

    private static boolean refines(Occurred finer, Occurred coarse) {
        return finer.precision().compareTo(coarse.precision()) < 0
                && within(Objects.requireNonNull(finer.at()), coarse.precision(), Objects.requireNonNull(coarse.at()));
    }

    private static boolean within(Instant at, Precision precision, Instant start) {
        var day = day(at);
        var first = day(start);
        return switch (precision) {
            case MONTH -> day.getYear() == first.getYear() && day.getMonth() == first.getMonth();
            case DAY -> day.equals(first);
            case SECOND -> at.equals(start);
            case UNKNOWN -> true;
        };
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /// The value of the claim that is believed first among those that know one. A correction may say that it is
    /// unknown.
    private <T> @Nullable T first(Field field, Function<Facts, @Nullable T> value) {
        var corrected = correction(field);
        if (corrected != null) {
            chosen.put(field, corrected);
            return value.apply(corrected.facts());
        }
        for (var said : ranked(field).toList()) {
            var known = value.apply(said.facts());
            if (known != null && !said.isCorrection()) {
                chosen.put(field, said);
                return known;
            }
        }
        return null;
    }

    /// All elements that anybody names, in the order of belief; of two of the same place the first.
    private <T> List<T> union(Field field, Function<Facts, List<T>> list, Function<T, String> place) {
        var corrected = correction(field);
        if (corrected != null) {
            chosen.put(field, corrected);
            return list.apply(corrected.facts());
        }
        var found = new LinkedHashMap<String, T>();
        ranked(field)
                .filter(said -> !said.isCorrection())
                .forEach(said -> list.apply(said.facts()).forEach(one -> found.putIfAbsent(place.apply(one), one)));
        return List.copyOf(new LinkedHashSet<>(found.values()));
    }

    private static String place(Transaction transaction) {
        return transaction.chain() + ":" + transaction.hash();
    }

    private static String place(Address address) {
        return address.chain() + ":" + address.address();
    }

    private @Nullable Said correction(Field field) {
        return voices.stream()
                .filter(said -> said.isCorrection() && said.fields().contains(field))
                .max(Comparator.comparing(Said::firstSeen).thenComparing(Said::id))
                .orElse(null);
    }

    /// Those that speak of a field, the one that is believed first in front.
    Stream<Said> ranked(Field field) {
        return voices.stream().filter(said -> said.fields().contains(field)).sorted(belief(field));
    }

    private static Comparator<Said> belief(Field field) {
        return Comparator.<Said>comparingInt(said -> RANKS.of(field, said.id().source()))
                .thenComparing(Said::id);
    }
}

package dev.kamiyo.merge;

import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Precision;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What of a claim tells which exploit it is of. Immutable.
///
/// @param id which claim
/// @param names of the exploit and of who was attacked
/// @param days the days, since 1970, that it may have occurred on; null when unknown
/// @param cents the loss; null when unknown
/// @param chains slugs
/// @param transactions chain and hash, joined
/// @param attackers addresses of attackers and their contracts
/// @param victims addresses that were attacked
/// @param references references that point to something of its own
/// @param withdrawn whether its source does not say it any more
record Subject(
        ClaimId id,
        List<Name> names,
        @Nullable Days days,
        @Nullable Long cents,
        Set<String> chains,
        Set<String> transactions,
        Set<String> attackers,
        Set<String> victims,
        Set<String> references,
        boolean withdrawn) {

    /// Days since 1970.
    ///
    /// @param first the first that it may have been
    /// @param last the last one; the same unless only the month is known
    record Days(int first, int last) {
        /// Whole days between the two; 0 when they may be the same day.
        int to(Days other) {
            return Math.max(0, Math.max(first - other.last, other.first - last));
        }

        /// Whether only the month is known.
        boolean isMonth() {
            return first < last;
        }

        /// Whether the two differ as dates do that somebody got wrong: by a month, by a year, or with day and month
        /// swapped.
        boolean isSlip(Days other) {
            return !isMonth() && !other.isMonth() && slips(first).contains(other.first);
        }

        /// The days that this one is mistaken for. Each of them has this one among its own.
        static Set<Integer> slips(int day) {
            var date = LocalDate.ofEpochDay(day);
            var slips = new LinkedHashSet<LocalDate>();
            for (var other : List.of(date.minusMonths(1), date.plusMonths(1), date.minusYears(1), date.plusYears(1))) {
                if (other.getDayOfMonth() == date.getDayOfMonth()) {
                    slips.add(other);
                }
            }
            if (date.getDayOfMonth() <= 12) {
                slips.add(LocalDate.of(date.getYear(), date.getDayOfMonth(), date.getMonthValue()));
            }
            slips.remove(date);
            return slips.stream()
                    .map(slip -> Math.toIntExact(slip.toEpochDay()))
                    .collect(Collectors.toSet());
        }
    }

    static Subject of(ClaimId id, Facts facts, boolean withdrawn) {
        var words = NameWords.load();
        var names = new LinkedHashSet<Name>();
        names.addAll(Name.all(facts.title(), words));
        if (facts.protocol() != null) {
            names.addAll(Name.all(facts.protocol().name(), words));
        }
        var links = facts.references().stream().map(Link::of).toList();
        var transactions = new LinkedHashSet<String>();
        facts.transactions().forEach(t -> transactions.add(t.chain() + ":" + t.hash()));
        links.forEach(link -> link.transaction().ifPresent(transactions::add));
        return new Subject(
                id,
                List.copyOf(names),
                days(facts),
                facts.loss() == null ? null : facts.loss().cents(),
                Set.copyOf(facts.chains()),
                transactions,
                addresses(facts, Set.of(AddressRole.ATTACKER, AddressRole.ATTACK_CONTRACT)),
                addresses(facts, Set.of(AddressRole.VICTIM, AddressRole.VULNERABLE_CONTRACT)),
                links.stream().flatMap(link -> link.specific().stream()).collect(Collectors.toSet()),
                withdrawn);
    }

    /// Addresses of accounts are the same on every chain of a family, so that the chain is left out.
    private static Set<String> addresses(Facts facts, Set<AddressRole> roles) {
        return facts.addresses().stream()
                .filter(a -> roles.contains(a.role()))
                .map(a -> a.address().startsWith("0x") ? a.address().toLowerCase(Locale.ROOT) : a.address())
                .collect(Collectors.toSet());
    }

    private static @Nullable Days days(Facts facts) {
        var at = facts.occurred().at();
        if (at == null) {
            return null;
        }
        var day = at.atZone(ZoneOffset.UTC).toLocalDate();
        int first = Math.toIntExact(day.toEpochDay());
        return new Days(
                first, facts.occurred().precision() == Precision.MONTH ? first + day.lengthOfMonth() - 1 : first);
    }

    /// How alike the two claims' names are: the best of all pairs.
    Likeness likeness(Subject other) {
        var best = Likeness.NONE;
        for (var mine : names) {
            for (var theirs : other.names) {
                var likeness = mine.to(theirs);
                best = likeness.compareTo(best) < 0 ? likeness : best;
            }
        }
        return best;
    }
}

package dev.kamiyo.source;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Records of one day and name, of which one has the short identity and the others add their mark. Which one it is
/// stays with the claims that are kept: neither the order of a feed nor where its pages end changes it. Belongs to one
/// fetch.
final class Twins {
    private static final ClaimStore KEPT = new ClaimStore();
    private static final AliasStore ALIASES = new AliasStore();

    private final Reader reader;
    private final Source source;
    private final Map<String, String> aliases;
    private final Optional<Instant> end;
    private final Set<String> taken = new HashSet<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Parsed.Rejected> rejected;

    private Twins(Reader reader, Source source, Parsed parsed, Coverage coverage) {
        this.reader = reader;
        this.source = source;
        this.aliases = ALIASES.of(reader, source.name());
        this.end = coverage == Coverage.LATEST ? oldest(parsed.claims()) : Optional.empty();
        this.rejected = new ArrayList<>(parsed.rejected());
    }

    /// The records of a fetch, each under the identity that it has had.
    ///
    /// @param coverage of the fetch: one of the latest records may end between two twins
    static Parsed settled(Reader reader, Source source, Parsed parsed, Coverage coverage) {
        if (parsed.claims().stream()
                .allMatch(claim -> source.mark(claim.facts()).isEmpty())) {
            return parsed;
        }
        var twins = new Twins(reader, source, parsed, coverage);
        twins.families(parsed.claims()).forEach(twins::settle);
        return new Parsed(twins.claims, twins.rejected);
    }

    private static Optional<Instant> oldest(List<Claim> claims) {
        return claims.stream()
                .map(claim -> claim.facts().occurred().at())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /// The records by their short identity.
    private Map<String, List<Claim>> families(List<Claim> all) {
        var ids = all.stream().map(Claim::nativeId).collect(Collectors.toSet());
        return all.stream()
                .collect(Collectors.groupingBy(claim -> shortId(claim, ids), LinkedHashMap::new, Collectors.toList()));
    }

    private String shortId(Claim claim, Set<String> ids) {
        var id = claim.nativeId();
        var end = "/" + mark(claim.facts());
        return id.endsWith(end) && ids.contains(id.substring(0, id.length() - end.length()))
                ? id.substring(0, id.length() - end.length())
                : id;
    }

    /// What says the same as before goes on first, then what has the same mark; the rest follows the order of the feed.
    private void settle(String id, List<Claim> family) {
        var left = new ArrayList<>(family);
        take(left, claim -> longer(id, claim), Twins::same);
        take(left, _ -> id, Twins::same);
        take(left, claim -> longer(id, claim), (kept, _) -> kept.withdrawn() == null);
        take(left, _ -> id, (kept, claim) -> mark(FactsJson.read(kept.facts())).equals(mark(claim.facts())));
        left.forEach(claim -> settle(id, claim));
    }

    /// Takes records that continue the kept claim of an identity.
    private void take(List<Claim> left, Function<Claim, String> identity, BiPredicate<KeptClaim, Claim> continues) {
        left.removeIf(claim -> {
            var id = identity.apply(claim);
            boolean found = !taken.contains(id)
                    && kept(id).filter(kept -> continues.test(kept, claim)).isPresent();
            if (found) {
                keep(id, claim);
            }
            return found;
        });
    }

    private void settle(String id, Claim claim) {
        var longer = longer(id, claim);
        if (!taken.contains(id)) {
            if (isAtEnd(claim) && kept(id).isPresent()) {
                reject(
                        claim,
                        "a record of its day and name that is known may follow on the next page; all pages are due");
            } else {
                keep(id, claim);
            }
        } else if (!taken.contains(longer)) {
            keep(longer, claim);
        } else {
            reject(claim, "nothing tells it from another record of its day and name");
        }
    }

    /// Whether pages that were not read may go on with its day.
    private boolean isAtEnd(Claim claim) {
        return end.isPresent() && end.get().equals(claim.facts().occurred().at());
    }

    private void keep(String id, Claim claim) {
        taken.add(id);
        claims.add(claim.under(id));
    }

    private void reject(Claim claim, String why) {
        var title = claim.facts().title();
        rejected.add(new Parsed.Rejected(title, why, title));
    }

    private static boolean same(KeptClaim kept, Claim claim) {
        return kept.facts().equals(FactsJson.write(claim.facts()).toString());
    }

    private Optional<KeptClaim> kept(String id) {
        return KEPT.find(reader, new ClaimId(source.name(), aliases.getOrDefault(id, id)));
    }

    private String longer(String id, Claim claim) {
        return id + "/" + mark(claim.facts());
    }

    private String mark(Facts facts) {
        return source.mark(facts).orElse("");
    }
}

package dev.kamiyo.source;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.exploit.Slug;
import dev.kamiyo.merge.Continuity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A fetch, held against what its feed said before: which records are claims of before under another identity, and
/// which claims are said no more.
///
/// @param claims the records, each under the identity that its claim has
/// @param renamed native ids of records that go on as claims of before, found just now
/// @param missing the claims to withdraw
/// @param withdrawal how that ends
record Reconciliation(List<Claim> claims, Map<String, String> renamed, List<ClaimId> missing, Withdrawal withdrawal) {
    /// The share of a feed's claims, in percent, that one fetch may withdraw.
    static final int WITHDRAWN_AT_ONCE = 10;

    private static final ClaimStore KEPT = new ClaimStore();
    private static final AliasStore ALIASES = new AliasStore();

    static Reconciliation of(Reader reader, String source, Parsed parsed, Coverage coverage) {
        var claims = under(ALIASES.of(reader, source), parsed.claims());
        if (coverage == Coverage.PART) {
            return new Reconciliation(claims, Map.of(), List.of(), new Withdrawal.NotAsked());
        }
        var standing = KEPT.standing(reader, source);
        var present = ids(claims);
        var vanished = standing.stream().filter(id -> !present.contains(id)).toList();
        var renamed = renamed(reader, source, claims, standing, vanished, coverage);
        var found = under(renamed, claims);
        if (coverage != Coverage.WHOLE) {
            return new Reconciliation(found, renamed, List.of(), new Withdrawal.NotAsked());
        }
        var missing = new ArrayList<ClaimId>();
        int doubtful = 0;
        for (var id : vanished) {
            if (!renamed.containsValue(id)) {
                var claim = new ClaimId(source, id);
                if (isRejected(KEPT.find(reader, claim).orElseThrow(), parsed.rejected())) {
                    doubtful++;
                } else {
                    missing.add(claim);
                }
            }
        }
        return missing.size() * 100L > standing.size() * (long) WITHDRAWN_AT_ONCE
                ? new Reconciliation(found, renamed, List.of(), new Withdrawal.TooMany(missing.size(), standing.size()))
                : new Reconciliation(found, renamed, missing, new Withdrawal.Done(missing.size(), doubtful));
    }

    /// A record goes by its own identity all the same when the fetch has another one of the name that it would get.
    private static List<Claim> under(Map<String, String> names, List<Claim> claims) {
        if (names.isEmpty()) {
            return claims;
        }
        var taken = ids(claims);
        var found = new ArrayList<Claim>();
        for (var claim : claims) {
            var name = names.get(claim.nativeId());
            found.add(name != null && taken.add(name) ? claim.under(name) : claim);
        }
        return found;
    }

    private static Set<String> ids(List<Claim> claims) {
        var ids = new HashSet<String>();
        claims.forEach(claim -> ids.add(claim.nativeId()));
        return ids;
    }

    private static Map<String, String> renamed(
            Reader reader,
            String source,
            List<Claim> claims,
            List<String> standing,
            List<String> vanished,
            Coverage coverage) {
        var known = Set.copyOf(standing);
        var fresh = claims.stream()
                .filter(claim -> !known.contains(claim.nativeId()))
                .filter(claim -> KEPT.find(reader, claim.id()).isEmpty())
                .toList();
        if (fresh.isEmpty() || vanished.isEmpty()) {
            return Map.of();
        }
        var oldest = oldest(claims);
        var candidates = new HashMap<String, KeptClaim>();
        for (var id : vanished) {
            var kept = KEPT.find(reader, new ClaimId(source, id)).orElseThrow();
            var at = FactsJson.read(kept.facts()).occurred().at();
            if (coverage == Coverage.WHOLE || (at != null && at.isAfter(oldest))) {
                candidates.put(id, kept);
            }
        }
        return Continuity.between(candidates.values(), fresh);
    }

    private static Instant oldest(List<Claim> claims) {
        return claims.stream()
                .map(claim -> claim.facts().occurred().at())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /// Whether one of the records that could not be read may be that of a claim.
    private static boolean isRejected(KeptClaim claim, List<Parsed.Rejected> rejected) {
        var title = Slug.of(FactsJson.read(claim.facts()).title());
        return rejected.stream()
                .map(record -> Slug.of(record.name()))
                .anyMatch(name -> name.isEmpty() || title.isEmpty() || name.contains(title) || title.contains(name));
    }
}

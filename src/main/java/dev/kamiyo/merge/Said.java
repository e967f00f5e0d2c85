package dev.kamiyo.merge;

import dev.kamiyo.exploit.ClaimId;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.KeptClaim;
import dev.kamiyo.exploit.Labelled;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A claim as a voice on the fields of its exploit.
///
/// @param id which claim
/// @param facts what it says
/// @param fields what it speaks of: a correction of a few fields, any other claim of all that it knows
/// @param url where it was said
/// @param firstSeen when it came first
/// @param withdrawn whether its source does not say it any more
record Said(
        ClaimId id,
        Facts facts,
        Set<Field> fields,
        @Nullable String url,
        Instant firstSeen,
        boolean withdrawn) {
    /// The source of claims that correct others.
    static final String CORRECTION = "correction";

    static Said of(KeptClaim claim) {
        return new Said(
                claim.id(),
                FactsJson.read(claim.facts()),
                fields(claim),
                claim.url(),
                claim.firstSeen(),
                claim.withdrawn() != null);
    }

    /// What a claim speaks of.
    static Set<Field> fields(KeptClaim claim) {
        return claim.id().source().equals(CORRECTION) ? corrected(claim.raw()) : EnumSet.allOf(Field.class);
    }

    private static Set<Field> corrected(String raw) {
        var fields = EnumSet.noneOf(Field.class);
        for (var member : JsonMapper.shared().readTree(raw).propertyNames()) {
            Labelled.parse(Field.class, member).ifPresent(fields::add);
        }
        return fields;
    }

    /// Whether it corrects other claims rather than reporting something.
    boolean isCorrection() {
        return id.source().equals(CORRECTION);
    }
}

package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Claims and rejections, gathered record by record. Belongs to one thread.
final class Harvest {
    private static final int SHOWN = 80;

    private final List<Claim> claims = new ArrayList<>();
    private final List<Parsed.Rejected> rejected = new ArrayList<>();
    private final Map<String, Claim> seen = new HashMap<>();

    /// Makes a claim of a record.
    @FunctionalInterface
    interface Reading {
        /// @throws MalformedRecordException when the record cannot be one
        Claim claim() throws MalformedRecordException;
    }

    /// Whether the identity of a claim is taken by another one.
    boolean isOther(Claim claim) {
        var before = seen.get(claim.nativeId());
        return before != null && !before.equals(claim);
    }

    /// Takes a record. The very same record once more, as pages that move on while they are read bring it, is no news.
    ///
    /// @param position where it stands, for a person
    /// @param name what it calls itself, so that a person finds it; empty when that is unknown
    void take(String position, String name, Reading reading) {
        try {
            var claim = reading.claim();
            var before = seen.putIfAbsent(claim.nativeId(), claim);
            if (before == null) {
                claims.add(claim);
            } else if (!before.equals(claim)) {
                throw new MalformedRecordException(
                        "it repeats the identity " + claim.nativeId() + " of an earlier record; one of its own is due");
            }
        } catch (MalformedRecordException e) {
            var shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
            rejected.add(new Parsed.Rejected(position + (name.isEmpty() ? "" : " (" + shown + ")"), e.why(), name));
        }
    }

    Parsed done() {
        return new Parsed(claims, rejected);
    }
}

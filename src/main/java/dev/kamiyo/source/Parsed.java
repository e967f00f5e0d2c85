package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import java.util.List;

/// What a feed's files hold.
///
/// @param claims well-formed records, each identity once
/// @param rejected the others
public record Parsed(List<Claim> claims, List<Rejected> rejected) {
    /// Keeps its own copies.
    public Parsed {
        claims = List.copyOf(claims);
        rejected = List.copyOf(rejected);
    }

    /// A record that is left out.
    ///
    /// @param position where it stands, for a person to find
    /// @param reason what is wrong with it, and what is due
    /// @param name what it calls itself, as it stands there; empty when that is unknown
    public record Rejected(String position, String reason, String name) {}
}

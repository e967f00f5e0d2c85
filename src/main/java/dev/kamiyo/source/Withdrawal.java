package dev.kamiyo.source;

import java.util.Optional;

/// What became of the claims of a feed that a fetch of it does not hold.
public sealed interface Withdrawal {
    /// The fetch tells nothing of them: it was not whole, or not read where the feed publishes.
    record NotAsked() implements Withdrawal {}

    /// They were withdrawn, or would be in a dry run.
    ///
    /// @param claims how many
    /// @param doubtful missing ones that stand, since a rejected record may be theirs
    record Done(int claims, int doubtful) implements Withdrawal {}

    /// So much is missing that the fetch is more likely wrong than the data; all of them stand.
    ///
    /// @param missing claims that the fetch does not hold
    /// @param standing claims that the feed had
    record TooMany(int missing, int standing) implements Withdrawal {}

    /// How many claims were withdrawn.
    default int claims() {
        return switch (this) {
            case Done done -> done.claims;
            case NotAsked _, TooMany _ -> 0;
        };
    }

    /// Which missing claims stand, and why, for a person; empty when there are none.
    default Optional<String> left() {
        return switch (this) {
            case NotAsked _ -> Optional.empty();
            case Done done ->
                done.doubtful == 0
                        ? Optional.empty()
                        : Optional.of(done.doubtful + " of its claims are missing, but a rejected record may be theirs;"
                                + " they stand");
            case TooMany many ->
                Optional.of(many.missing + " of its " + many.standing + " claims are missing, more than "
                        + Reconciliation.WITHDRAWN_AT_ONCE + " %; they stand");
        };
    }
}

package dev.kamiyo.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a feed fares, from start to start. What never was is null.
///
/// @param attempts fetches from where the feed is read on schedule
/// @param successes those that were taken or found nothing new
/// @param failures those in a row up to now that were not
/// @param lastAttempt the last fetch
/// @param firstSuccess the first that was taken; of a feed that is not read on schedule, from anywhere
/// @param lastSuccess the last that was taken or found nothing new
/// @param lastFailure the last that was not
/// @param failure why
/// @param records of the last fetch that was taken
/// @param rejected of these
/// @param drift why the last fetch was not taken, if it looked unlike the one before
/// @param missing which claims the last whole fetch did not hold, and why they stand all the same
/// @param nextRun when it is fetched again on schedule
public record FeedState(
        int attempts,
        int successes,
        int failures,
        @Nullable Instant lastAttempt,
        @Nullable Instant firstSuccess,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        @Nullable String failure,
        @Nullable Integer records,
        @Nullable Integer rejected,
        @Nullable String drift,
        @Nullable String missing,
        @Nullable Instant nextRun) {
    /// A feed that was never fetched.
    public static final FeedState NEVER =
            new FeedState(0, 0, 0, null, null, null, null, null, null, null, null, null, null);

    /// After a fetch.
    FeedState after(Import outcome, Instant at) {
        return switch (outcome) {
            case Import.Done done -> succeeded(at, done.read(), done.rejected().size(), missing(done));
            case Import.NotModified _ -> succeeded(at, records, rejected, missing);
            case Import.Refused refused -> failed(at, refused.why(), null);
            case Import.Drifted drifted -> failed(at, drifted.why(), drifted.why());
        };
    }

    /// After an import from elsewhere: it tells when the feed was first taken, and nothing of how the feed fares.
    FeedState afterElsewhere(Import outcome, Instant at) {
        return switch (outcome) {
            case Import.Done _, Import.NotModified _ -> firstSuccess == null ? with(at, nextRun) : this;
            case Import.Refused _, Import.Drifted _ -> this;
        };
    }

    private @Nullable String missing(Import.Done done) {
        return switch (done.withdrawal()) {
            case Withdrawal.NotAsked _ -> missing;
            case Withdrawal.Done _, Withdrawal.TooMany _ ->
                done.withdrawal().left().orElse(null);
        };
    }

    private FeedState succeeded(Instant at, @Nullable Integer read, @Nullable Integer left, @Nullable String missing) {
        var first = firstSuccess == null ? at : firstSuccess;
        return new FeedState(
                attempts + 1,
                successes + 1,
                0,
                at,
                first,
                at,
                lastFailure,
                failure,
                read,
                left,
                null,
                missing,
                nextRun);
    }

    private FeedState failed(Instant at, String why, @Nullable String drifted) {
        return new FeedState(
                attempts + 1,
                successes,
                failures + 1,
                at,
                firstSuccess,
                lastSuccess,
                at,
                why,
                records,
                rejected,
                drifted,
                missing,
                nextRun);
    }

    /// With another time of the next fetch.
    FeedState next(Instant at) {
        return with(firstSuccess, at);
    }

    private FeedState with(@Nullable Instant first, @Nullable Instant next) {
        return new FeedState(
                attempts,
                successes,
                failures,
                lastAttempt,
                first,
                lastSuccess,
                lastFailure,
                failure,
                records,
                rejected,
                drift,
                missing,
                next);
    }
}

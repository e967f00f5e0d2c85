package dev.kamiyo.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How many requests a minute are answered: for each key, and for each address that comes without one. A minute's worth
/// may come at once. Safe for use by many threads.
///
/// At most 100,000 buckets are kept; one that nobody used for a minute is full, so nothing is lost with it.
public final class RateLimits {
    /// How many times as many requests a key gets as an address.
    public static final int FOR_KEYS = 10;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final double SECOND = 1e9;
    private static final int MOST = 100_000;

    private final int perMinute;
    private final LongSupplier nanos;
    private final Cache<Object, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofMinutes(2))
            .build();

    /// What became of a request.
    ///
    /// @param policy `address` or `key`
    /// @param quota requests a minute
    /// @param left how many more would be answered just now
    /// @param full seconds until all are
    /// @param retryAfter seconds until the next is answered; 0 for a request that is
    public record Taken(String policy, int quota, long left, long full, long retryAfter) {
        /// Whether the request may be answered.
        public boolean allowed() {
            return retryAfter == 0;
        }
    }

    /// @param perMinute requests of an address; 1 or more
    /// @param nanos a clock that only goes forward
    public RateLimits(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.nanos = nanos;
    }

    /// Counts a request of somebody without a key.
    public Taken take(InetAddress address) {
        return take("address", Prefix.of(address), perMinute);
    }

    /// Counts a request with a key.
    public Taken take(Caller.KeyHolder holder) {
        return take("key", holder.id(), (int) Math.min((long) perMinute * FOR_KEYS, Integer.MAX_VALUE));
    }

    private Taken take(String policy, Object who, int quota) {
        long now = nanos.getAsLong();
        long interval = Math.max(MINUTE / quota, 1);
        long size = interval * quota;
        long missing = buckets.get(who, _ -> new Bucket(now)).take(now, interval, size);
        return missing < 0
                ? new Taken(policy, quota, 0, seconds(size), Math.max(seconds(-missing), 1))
                : new Taken(policy, quota, (size - missing) / interval, seconds(missing), 0);
    }

    private static long seconds(long nanos) {
        return (long) Math.ceil(nanos / SECOND);
    }
}

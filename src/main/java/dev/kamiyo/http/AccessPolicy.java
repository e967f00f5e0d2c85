package dev.kamiyo.http;

import dev.kamiyo.access.Proxies;

/// What those may do who come by TCP.
///
/// @param readingNeedsKey whether what everybody may read otherwise needs a key; health and metrics never do
/// @param perMinute requests a minute of an address without a key, ten times as many of a key; 0 for no limit
/// @param proxies who is believed when it says for whom it asks
/// @param cors which web pages may read answers
public record AccessPolicy(boolean readingNeedsKey, int perMinute, Proxies proxies, Cors cors) {
    /// How many requests a minute an address has unless a setting says otherwise.
    public static final int PER_MINUTE = 600;

    /// What holds when nothing is set.
    public static final AccessPolicy DEFAULT = new AccessPolicy(false, PER_MINUTE, Proxies.NONE, Cors.NONE);
}

package dev.kamiyo.alert;

import dev.kamiyo.channel.Channel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long is waited between attempts.
///
/// @param first after the first attempt that failed; it doubles after each
/// @param longest at most
/// @param all from when on a message is given up
/// @param chat between two messages to a chat or by mail: people read them, and their servers have limits
record Pace(Duration first, Duration longest, Duration all, Duration chat) {
    /// From a quarter of a second to 15 minutes, for a day; a message a second to a chat.
    static final Pace CALM =
            new Pace(Duration.ofMillis(250), Duration.ofMinutes(15), Duration.ofDays(1), Duration.ofSeconds(1));

    /// How much time is left between two messages to a channel.
    Duration between(Channel channel) {
        return switch (channel) {
            case Channel.Webhook _, Channel.PagerDuty _ -> Duration.ZERO;
            case Channel.Slack _, Channel.Discord _, Channel.Telegram _, Channel.Email _ -> chat;
        };
    }

    /// How long to wait now, half as long to one and a half times, so that targets of one server do not come together.
    ///
    /// @param failures in a row, at least 1
    Duration after(int failures) {
        double nanos = Math.min(first.toNanos() * Math.pow(2, failures - 1.0), (double) longest.toNanos());
        return Duration.ofNanos(
                (long) (nanos * (0.5 + ThreadLocalRandom.current().nextDouble())));
    }
}

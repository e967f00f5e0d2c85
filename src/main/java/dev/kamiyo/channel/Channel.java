package dev.kamiyo.channel;

import java.net.URI;
import java.util.Optional;

/// A way by which messages go out. What follows the host in an address is a secret and never logged.
public sealed interface Channel {
    /// Where it is.
    URI url();

    /// Its kind, as files and requests have it.
    default String kind() {
        return switch (this) {
            case Webhook _ -> "webhook";
            case Slack _ -> "slack";
            case Discord _ -> "discord";
            case Telegram _ -> "telegram";
            case PagerDuty _ -> "pagerduty";
        };
    }

    /// A program of one's own: JSON, signed as Standard Webhooks has it when there is a secret.
    ///
    /// @param secret `whsec_` and base64
    record Webhook(URI url, Optional<String> secret) implements Channel {}

    /// An incoming webhook of Slack, or of what understands the same (Mattermost, Rocket.Chat).
    record Slack(URI url) implements Channel {}

    /// A webhook of Discord.
    record Discord(URI url) implements Channel {}

    /// A chat of a bot of Telegram.
    ///
    /// @param url the Bot API's server
    /// @param token the bot's
    /// @param chat its number, or `@` and the name of a public one
    record Telegram(URI url, String token, String chat) implements Channel {}

    /// Events v2 of PagerDuty: an incident there is opened and resolved with ours.
    ///
    /// @param key the integration's routing key
    record PagerDuty(URI url, String key) implements Channel {}
}

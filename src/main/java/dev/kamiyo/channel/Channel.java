package dev.kamiyo.channel;

import dev.kamiyo.net.SmtpServer.Login;
import java.net.URI;
import java.util.List;
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
            case Email _ -> "email";
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

    /// Mails to a few people.
    ///
    /// @param url the server that takes them: `smtps` for TLS from the first byte on, `smtp` for STARTTLS
    /// @param plain whether an `smtp` server is spoken to without TLS; never with a login
    /// @param login who we are there; empty for a server that asks nobody
    /// @param from the sender's address
    /// @param to the receivers' addresses, at least one
    record Email(URI url, boolean plain, Optional<Login> login, String from, List<String> to) implements Channel {
        /// Keeps its own copy.
        public Email {
            to = List.copyOf(to);
        }
    }

    /// Events v2 of PagerDuty: an incident there is opened and resolved with ours.
    ///
    /// @param key the integration's routing key
    record PagerDuty(URI url, String key) implements Channel {}
}

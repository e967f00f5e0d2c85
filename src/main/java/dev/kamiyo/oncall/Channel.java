package dev.kamiyo.oncall;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// A way by which notices go out. What follows the host in an address is a secret and never logged.
public sealed interface Channel {
    /// Its name in the file and in the log.
    String name();

    /// What it is told of.
    Set<Notice.Kind> tells();

    /// Where it is.
    URI url();

    /// A program of one's own: JSON, signed as Standard Webhooks has it when there is a secret.
    ///
    /// @param secret `whsec_` and base64
    record Webhook(String name, Set<Notice.Kind> tells, URI url, Optional<String> secret) implements Channel {}

    /// An incoming webhook of Slack, or of what understands the same (Mattermost, Rocket.Chat).
    record Slack(String name, Set<Notice.Kind> tells, URI url) implements Channel {}

    /// A webhook of Discord.
    record Discord(String name, Set<Notice.Kind> tells, URI url) implements Channel {}

    /// Events v2 of PagerDuty: an incident there is opened and resolved with ours.
    ///
    /// @param key the integration's routing key
    record PagerDuty(String name, Set<Notice.Kind> tells, URI url, String key) implements Channel {}
}

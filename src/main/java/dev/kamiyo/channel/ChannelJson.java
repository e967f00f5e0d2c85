package dev.kamiyo.channel;

import dev.kamiyo.channel.InvalidChannelException.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The form of channels in files and requests. Every member is checked: a misspelt one would be found out at 3 am
/// otherwise.
public final class ChannelJson {
    private static final List<String> KINDS = List.of("webhook", "slack", "discord", "telegram", "email", "pagerduty");
    private static final URI PAGER_DUTY = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final URI TELEGRAM = URI.create("https://api.telegram.org");
    private static final int LONGEST = 500;
    private static final int LAST_PORT = 65_535;
    private static final Pattern TOKEN = Pattern.compile("\\d{1,20}:[0-9A-Za-z_-]{10,100}");
    private static final Pattern CHAT = Pattern.compile("-?\\d{1,20}|@[0-9A-Za-z_]{1,64}");

    private ChannelJson() {}

    /// Reads a channel.
    ///
    /// @param json an object
    /// @param others members that are somebody else's
    /// @throws InvalidChannelException for the first member that cannot be taken
    public static Channel read(JsonNode json, List<String> others) throws InvalidChannelException {
        var kind = json.path("kind").asString("");
        return switch (kind) {
            case "webhook" -> {
                members(json, others, "url", "secret");
                yield new Channel.Webhook(url(json, "url"), secret(json));
            }
            case "slack" -> {
                members(json, others, "url");
                yield new Channel.Slack(url(json, "url"));
            }
            case "discord" -> {
                members(json, others, "url");
                yield new Channel.Discord(url(json, "url"));
            }
            case "telegram" -> {
                members(json, others, "url", "token", "chat");
                yield new Channel.Telegram(
                        json.has("url") ? url(json, "url") : TELEGRAM,
                        matching(json, "token", TOKEN, "the token of a bot, 123456:ABC…"),
                        matching(json, "chat", CHAT, "the number of a chat as text, or @name"));
            }
            case "email" -> {
                members(json, others, "url", "tls", "user", "password", "from", "to");
                yield EmailJson.read(json);
            }
            case "pagerduty" -> {
                members(json, others, "url", "key");
                yield new Channel.PagerDuty(json.has("url") ? url(json, "url") : PAGER_DUTY, text(json, "key"));
            }
            default -> throw new InvalidChannelException("kind", new Fault.Other(kind, KINDS));
        };
    }

    /// A channel with its secrets, as [#read] takes it.
    public static ObjectNode write(Channel channel) {
        var json = JsonMapper.shared().createObjectNode().put("kind", channel.kind());
        json.put("url", channel.url().toString());
        switch (channel) {
            case Channel.Webhook webhook -> webhook.secret().ifPresent(secret -> json.put("secret", secret));
            case Channel.Telegram telegram ->
                json.put("token", telegram.token()).put("chat", telegram.chat());
            case Channel.Email email -> EmailJson.write(email, json);
            case Channel.PagerDuty duty -> json.put("key", duty.key());
            case Channel.Slack _, Channel.Discord _ -> {}
        }
        return json;
    }

    private static void members(JsonNode json, List<String> others, String... own) throws InvalidChannelException {
        var allowed = new ArrayList<>(others);
        allowed.add("kind");
        allowed.addAll(List.of(own));
        allowed.sort(null);
        for (var name : json.propertyNames()) {
            if (!allowed.contains(name)) {
                throw new InvalidChannelException(name, new Fault.Unknown(allowed));
            }
        }
    }

    static String text(JsonNode json, String member) throws InvalidChannelException {
        var text = json.path(member).asString("").strip();
        if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidChannelException(member, new Fault.Wrong("1 to " + LONGEST + " characters"));
        }
        return text;
    }

    private static String matching(JsonNode json, String member, Pattern form, String due)
            throws InvalidChannelException {
        var text = text(json, member);
        if (!form.matcher(text).matches()) {
            throw new InvalidChannelException(member, new Fault.Wrong(due));
        }
        return text;
    }

    private static URI url(JsonNode json, String member) throws InvalidChannelException {
        try {
            var url = new URI(text(json, member));
            if (url.getHost() != null
                    && url.getPort() <= LAST_PORT
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException _) {
            // told below, without the address: it may hold a secret
        }
        throw new InvalidChannelException(member, new Fault.Wrong("an http or https URL"));
    }

    private static Optional<String> secret(JsonNode json) throws InvalidChannelException {
        if (!json.has("secret")) {
            return Optional.empty();
        }
        var secret = text(json, "secret");
        try {
            if (secret.startsWith("whsec_") && Base64.getDecoder().decode(secret.substring(6)).length >= 24) {
                return Optional.of(secret);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new InvalidChannelException("secret", new Fault.Wrong("whsec_ and at least 24 bytes as base64"));
    }
}

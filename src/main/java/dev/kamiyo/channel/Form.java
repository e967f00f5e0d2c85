package dev.kamiyo.channel;

import dev.kamiyo.net.Mail;
import dev.kamiyo.net.Post;
import dev.kamiyo.net.Sendable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Brings a message into the form that a channel takes.
public final class Form {
    private static final int SLACK_CHARACTERS = 30_000;
    private static final int DISCORD_CHARACTERS = 2_000;
    private static final int TELEGRAM_CHARACTERS = 4_096;
    private static final int PAGER_DUTY_CHARACTERS = 1_024;

    private Form() {}

    /// A message as a channel takes it.
    ///
    /// @param now when it is sent, which is signed
    public static Sendable of(Message message, Channel channel, Instant now) {
        var json = JsonMapper.shared().createObjectNode();
        return switch (channel) {
            case Channel.Webhook webhook -> webhook(json, message, webhook, now);
            case Channel.Slack slack ->
                plain(
                        slack.url(),
                        json.put("text", cut(slack(plain(message)), SLACK_CHARACTERS))
                                .put("mrkdwn", false));
            case Channel.Discord discord -> {
                json.put("content", cut(discord(plain(message)), DISCORD_CHARACTERS));
                json.putObject("allowed_mentions").putArray("parse");
                yield plain(discord.url(), json);
            }
            case Channel.Telegram telegram -> {
                // Without a parse mode the text is text.
                json.put("chat_id", telegram.chat()).put("text", cut(plain(message), TELEGRAM_CHARACTERS));
                json.putObject("link_preview_options").put("is_disabled", true);
                yield plain(URI.create(telegram.url() + "/bot" + telegram.token() + "/sendMessage"), json);
            }
            case Channel.Email email -> mail(message, email);
            case Channel.PagerDuty duty -> plain(duty.url(), pagerDuty(json, message, duty));
        };
    }

    private static Post plain(URI url, ObjectNode json) {
        return new Post(url, json.toString(), Map.of());
    }

    private static String plain(Message message) {
        return (message.title() + "\n" + message.text()).strip();
    }

    private static Post webhook(ObjectNode json, Message message, Channel.Webhook webhook, Instant now) {
        json.put("type", message.type()).put("timestamp", message.at().toString());
        json.putObject("data")
                .setAll(message.data())
                .put("title", message.title())
                .put("text", message.text());
        var body = json.toString();
        var headers = new LinkedHashMap<String, String>();
        var seconds = String.valueOf(now.getEpochSecond());
        headers.put("webhook-id", message.id());
        headers.put("webhook-timestamp", seconds);
        webhook.secret()
                .ifPresent(secret -> headers.put(
                        "webhook-signature", "v1," + sign(secret, message.id() + "." + seconds + "." + body)));
        return new Post(webhook.url(), body, headers);
    }

    private static String sign(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// Slack makes links and mentions of what stands between angle brackets.
    private static String slack(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String discord(String text) {
        return text.replaceAll("([\\\\*_~`|>#\\[\\]])", "\\\\$1");
    }

    private static Mail mail(Message message, Channel.Email email) {
        return new Mail(
                EmailJson.server(email),
                email.from(),
                email.to(),
                message.id(),
                message.subject(),
                message.title(),
                plain(message) + "\n",
                html(message),
                message.at());
    }

    private static String html(Message message) {
        return "<!DOCTYPE html>\n<html><body>\n<p><strong>" + escaped(message.title()) + "</strong></p>\n<p>"
                + escaped(message.text()).replace("\n", "<br>\n") + "</p>\n</body></html>\n";
    }

    private static String escaped(String text) {
        return slack(text).replace("\"", "&quot;").replace("'", "&#39;");
    }

    private static ObjectNode pagerDuty(ObjectNode json, Message message, Channel.PagerDuty duty) {
        json.put("routing_key", duty.key()).put("dedup_key", message.subject());
        json.put("event_action", message.urgency() == Urgency.RESOLVED ? "resolve" : "trigger");
        json.putObject("payload")
                .put("summary", cut(message.title(), PAGER_DUTY_CHARACTERS))
                .put("source", "kamiyo")
                .put("timestamp", message.at().toString())
                .put(
                        "severity",
                        switch (message.urgency()) {
                            case HIGH -> "error";
                            case CRITICAL -> "critical";
                            case WARNING -> "warning";
                            case INFO, RESOLVED -> "info";
                        })
                .putObject("custom_details")
                .put("text", message.text());
        return json;
    }

    /// Never between the halves of one character.
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}

package dev.kamiyo.oncall;

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

/// A notice as a channel takes it.
///
/// @param body JSON
/// @param headers what goes with it
record Message(String body, Map<String, String> headers) {
    private static final int DISCORD_CHARACTERS = 2_000;
    private static final int PAGER_DUTY_CHARACTERS = 1_024;

    /// @param now when it is sent, which is signed
    static Message of(Notice notice, Channel channel, Instant now) {
        var json = JsonMapper.shared().createObjectNode();
        return switch (channel) {
            case Channel.Webhook webhook -> webhook(json, notice, webhook, now);
            case Channel.Slack _ -> new Message(json.put("text", slack(notice)).toString(), Map.of());
            case Channel.Discord _ -> {
                json.put("content", cut(discord(notice), DISCORD_CHARACTERS));
                json.putObject("allowed_mentions").putArray("parse");
                yield new Message(json.toString(), Map.of());
            }
            case Channel.PagerDuty duty -> new Message(pagerDuty(json, notice, duty), Map.of());
        };
    }

    private static Message webhook(ObjectNode json, Notice notice, Channel.Webhook webhook, Instant now) {
        json.put("type", "incident." + notice.kind().label())
                .put("timestamp", notice.at().toString());
        json.putObject("data")
                .put("incident", notice.incident())
                .put("title", notice.title())
                .put("text", notice.text());
        var body = json.toString();
        var headers = new LinkedHashMap<String, String>();
        var seconds = String.valueOf(now.getEpochSecond());
        headers.put("webhook-id", notice.id());
        headers.put("webhook-timestamp", seconds);
        webhook.secret()
                .ifPresent(secret -> headers.put(
                        "webhook-signature", "v1," + sign(secret, notice.id() + "." + seconds + "." + body)));
        return new Message(body, headers);
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
    private static String slack(Notice notice) {
        return (notice.title() + "\n" + notice.text())
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static String discord(Notice notice) {
        return (notice.title() + "\n" + notice.text()).replaceAll("([\\\\*_~`|>#\\[\\]])", "\\\\$1");
    }

    private static String pagerDuty(ObjectNode json, Notice notice, Channel.PagerDuty duty) {
        json.put("routing_key", duty.key()).put("dedup_key", notice.incident());
        json.put(
                "event_action",
                switch (notice.kind()) {
                    case OPENED, ESCALATED, WARNING, TEST -> "trigger";
                    case CLOSED -> "resolve";
                });
        json.putObject("payload")
                .put("summary", cut(notice.title(), PAGER_DUTY_CHARACTERS))
                .put("source", "kamiyo")
                .put("timestamp", notice.at().toString())
                .put(
                        "severity",
                        switch (notice.kind()) {
                            case OPENED -> "error";
                            case ESCALATED -> "critical";
                            case WARNING -> "warning";
                            case CLOSED, TEST -> "info";
                        })
                .putObject("custom_details")
                .put("text", notice.text());
        return json.toString();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}

package dev.kamiyo.oncall;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The form of `oncall.yml`. Every member is checked: a misspelt one would be found out at 3 am otherwise.
final class OnCallYaml {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final URI PAGER_DUTY = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final int LEVELS = 3;
    private static final int MOST = 20;

    private final Path file;

    private OnCallYaml(Path file) {
        this.file = file;
    }

    static OnCall parse(Path file, String text) throws InvalidOnCallException {
        var yaml = new OnCallYaml(file);
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw yaml.wrong("is not YAML" + (at == null ? "" : ": look at line " + at.getLineNr()));
        }
        if (root == null || root.isMissingNode() || root.isNull()) {
            return new OnCall(List.of(), List.of(), List.of());
        }
        yaml.members(root, "", Set.of("contacts", "channels"));
        var contacts = new ArrayList<Contact>();
        for (var node : yaml.list(root, "contacts")) {
            contacts.add(yaml.contact(node, "contacts[" + contacts.size() + "]"));
        }
        var channels = new ArrayList<Channel>();
        for (var node : yaml.list(root, "channels")) {
            channels.add(yaml.channel(node, "channels[" + channels.size() + "]"));
        }
        var names = new HashSet<String>();
        for (var channel : channels) {
            if (!names.add(channel.name())) {
                throw yaml.wrong("has two channels with the name '" + channel.name() + "'");
            }
        }
        return new OnCall(List.copyOf(contacts), List.copyOf(channels), List.of());
    }

    private InvalidOnCallException wrong(String what) {
        return new InvalidOnCallException(file + " " + what);
    }

    private void members(JsonNode node, String place, Set<String> allowed) throws InvalidOnCallException {
        if (!node.isObject()) {
            throw wrong((place.isEmpty() ? "" : "at " + place + " ") + "has to have the members "
                    + allowed.stream().sorted().collect(Collectors.joining(", ")));
        }
        for (var name : node.propertyNames()) {
            if (!allowed.contains(name)) {
                throw wrong("has '" + name + "'" + (place.isEmpty() ? "" : " at " + place) + "; allowed: "
                        + allowed.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private Iterable<JsonNode> list(JsonNode node, String name) throws InvalidOnCallException {
        var list = node.path(name);
        if (list.isMissingNode() || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() > MOST) {
            throw wrong("has to have a list of at most " + MOST + " as " + name);
        }
        return list;
    }

    private Contact contact(JsonNode node, String place) throws InvalidOnCallException {
        members(node, place, Set.of("level", "name", "reach", "within"));
        var level = node.path("level");
        if (!level.isInt() || level.intValue() < 1 || level.intValue() > LEVELS) {
            throw wrong("has '" + level.asString("") + "' as " + place + ".level; allowed is 1 to " + LEVELS);
        }
        return new Contact(
                level.intValue(),
                text(node, place, "name"),
                text(node, place, "reach"),
                node.path("within").asString(""));
    }

    private Channel channel(JsonNode node, String place) throws InvalidOnCallException {
        var kind = node.path("kind").asString("");
        var common = Set.of("name", "kind", "url", "tells");
        return switch (kind) {
            case "webhook" -> {
                members(node, place, with(common, "secret"));
                yield new Channel.Webhook(
                        text(node, place, "name"), tells(node, place), url(node, place), secret(node, place));
            }
            case "slack" -> {
                members(node, place, common);
                yield new Channel.Slack(text(node, place, "name"), tells(node, place), url(node, place));
            }
            case "discord" -> {
                members(node, place, common);
                yield new Channel.Discord(text(node, place, "name"), tells(node, place), url(node, place));
            }
            case "pagerduty" -> {
                members(node, place, with(common, "key"));
                yield new Channel.PagerDuty(
                        text(node, place, "name"),
                        tells(node, place),
                        node.has("url") ? url(node, place) : PAGER_DUTY,
                        text(node, place, "key"));
            }
            default ->
                throw wrong("has '" + kind + "' as " + place + ".kind; allowed: webhook, slack, discord, pagerduty");
        };
    }

    private static Set<String> with(Set<String> names, String more) {
        var all = new HashSet<>(names);
        all.add(more);
        return all;
    }

    private String text(JsonNode node, String place, String name) throws InvalidOnCallException {
        var text = node.path(name).asString("").strip();
        if (text.isEmpty() || text.length() > 500) {
            throw wrong("has to have 1 to 500 characters as " + place + "." + name);
        }
        return text;
    }

    private URI url(JsonNode node, String place) throws InvalidOnCallException {
        try {
            var url = new URI(text(node, place, "url"));
            if (url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException _) {
            // told below, without the address: it may hold a secret
        }
        throw wrong("has to have an http or https URL as " + place + ".url");
    }

    private Optional<String> secret(JsonNode node, String place) throws InvalidOnCallException {
        if (!node.has("secret")) {
            return Optional.empty();
        }
        var secret = text(node, place, "secret");
        try {
            if (secret.startsWith("whsec_") && Base64.getDecoder().decode(secret.substring(6)).length >= 24) {
                return Optional.of(secret);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw wrong("has to have whsec_ and at least 24 bytes as base64 as " + place + ".secret");
    }

    private Set<Notice.Kind> tells(JsonNode node, String place) throws InvalidOnCallException {
        if (!node.has("tells")) {
            return Set.copyOf(EnumSet.allOf(Notice.Kind.class));
        }
        var found = EnumSet.of(Notice.Kind.TEST);
        for (var name : list(node, "tells")) {
            found.add(Arrays.stream(Notice.Kind.values())
                    .filter(kind -> kind.label().equals(name.asString("")))
                    .findFirst()
                    .orElseThrow(() -> wrong("has '" + name.asString("") + "' in " + place + ".tells; allowed: "
                            + Arrays.stream(Notice.Kind.values())
                                    .map(Notice.Kind::label)
                                    .collect(Collectors.joining(", ")))));
        }
        return Set.copyOf(found);
    }
}

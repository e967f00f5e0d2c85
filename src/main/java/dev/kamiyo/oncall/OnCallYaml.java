package dev.kamiyo.oncall;

import dev.kamiyo.channel.ChannelJson;
import dev.kamiyo.channel.InvalidChannelException;
import dev.kamiyo.channel.InvalidChannelException.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The form of `oncall.yml`. Every member is checked: a misspelt one would be found out at 3 am otherwise.
final class OnCallYaml {
    private static final YAMLMapper YAML = new YAMLMapper();
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
        var channels = new ArrayList<Line>();
        for (var node : yaml.list(root, "channels")) {
            channels.add(yaml.line(node, "channels[" + channels.size() + "]"));
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

    private Line line(JsonNode node, String place) throws InvalidOnCallException {
        if (!node.isObject()) {
            throw wrong("at " + place + " has to have the members kind, name, tells and url");
        }
        try {
            var channel = ChannelJson.read(node, List.of("name", "tells"));
            return new Line(text(node, place, "name"), tells(node, place), channel);
        } catch (InvalidChannelException e) {
            var member = e.member();
            throw switch (e.fault()) {
                case Fault.Unknown(var allowed) ->
                    wrong("has '" + member + "' at " + place + "; allowed: " + String.join(", ", allowed));
                case Fault.Other(var given, var allowed) ->
                    wrong("has '" + given + "' as " + place + "." + member + "; allowed: "
                            + String.join(", ", allowed));
                case Fault.Wrong(var due) -> wrong("has to have " + due + " as " + place + "." + member);
            };
        }
    }

    private String text(JsonNode node, String place, String name) throws InvalidOnCallException {
        var text = node.path(name).asString("").strip();
        if (text.isEmpty() || text.length() > 500) {
            throw wrong("has to have 1 to 500 characters as " + place + "." + name);
        }
        return text;
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
        if (found.contains(Notice.Kind.WARNING)) {
            found.add(Notice.Kind.ENDED);
        }
        return Set.copyOf(found);
    }
}

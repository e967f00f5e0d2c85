package dev.kamiyo.alert;

import dev.kamiyo.exploit.Characters;
import dev.kamiyo.exploit.Labelled;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.ViewReader;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The form of rules in requests and in the file. Read strictly: every refusal names the member.
final class RuleJson {
    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");
    static final String NAME_DUE = "a name of lower-case letters, digits and dashes, at most 60 characters";

    private static final List<String> MEMBERS = List.of(
            "name",
            "enabled",
            "filter",
            "watch",
            "on",
            "amount_percent",
            "max_age_days",
            "undated",
            "digest",
            "zone",
            "daily_at",
            "quiet",
            "targets");
    private static final List<String> WATCHED = List.of("protocols", "chains", "addresses", "keywords");
    private static final int MOST_WATCHED = 5_000;
    private static final int MOST_TARGETS = 10;
    private static final int LONGEST = 200;
    private static final LocalTime MORNING = LocalTime.of(8, 0);

    private RuleJson() {}

    /// Reads a rule.
    ///
    /// @throws InvalidAlertException for the first member that cannot be taken
    static Rule read(ObjectNode json, ViewReader views) throws InvalidAlertException {
        only(json, "", MEMBERS);
        var rule = new Rule(
                name(json),
                flag(json, "enabled", true),
                filter(json),
                watch(json),
                occasions(json),
                number(json, "amount_percent", 0, 1_000, 10),
                number(json, "max_age_days", 1, 3_650, 7),
                flag(json, "undated", false),
                choice(json, "digest", Digest.class, Digest.IMMEDIATE),
                zone(json),
                json.hasNonNull("daily_at") ? time(json, "", "daily_at") : MORNING,
                quiet(json),
                targets(json));
        ReadyRule.of(0, 0, rule, views);
        return rule;
    }

    static String name(JsonNode json) throws InvalidAlertException {
        var name = json.path("name").asString("");
        if (!NAME.matcher(name).matches()) {
            throw new InvalidAlertException("name", "name is " + NAME_DUE);
        }
        return name;
    }

    private static void only(ObjectNode json, String path, List<String> members) throws InvalidAlertException {
        for (var name : json.propertyNames()) {
            if (!members.contains(name)) {
                throw new InvalidAlertException(
                        path + name, "'" + name + "' is not a member that is known here", members);
            }
        }
    }

    private static boolean flag(ObjectNode json, String member, boolean otherwise) throws InvalidAlertException {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new InvalidAlertException(member, member + " is true or false");
        }
        return value.booleanValue();
    }

    private static int number(ObjectNode json, String member, int least, int most, int otherwise)
            throws InvalidAlertException {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw new InvalidAlertException(member, member + " is a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    private static Map<String, String> filter(ObjectNode json) throws InvalidAlertException {
        var value = json.path("filter");
        var filter = new LinkedHashMap<String, String>();
        if (value.isMissingNode() || value.isNull()) {
            return filter;
        }
        if (!(value instanceof ObjectNode object)) {
            throw new InvalidAlertException("filter", "filter is an object of parameters and their values");
        }
        only(object, "filter.", ViewReader.FILTERS);
        for (var parameter : object.properties()) {
            var text = parameter.getValue();
            if (!text.isString() && !text.isNumber() && !text.isBoolean()) {
                throw new InvalidAlertException(
                        "filter." + parameter.getKey(), "the value of a parameter is a text, as in a URL");
            }
            filter.put(parameter.getKey(), text.asString());
        }
        return filter;
    }

    private static Watch watch(ObjectNode json) throws InvalidAlertException {
        var value = json.path("watch");
        if (value.isMissingNode() || value.isNull()) {
            return Watch.ALL;
        }
        if (!(value instanceof ObjectNode object)) {
            throw new InvalidAlertException("watch", "watch is an object of lists", WATCHED);
        }
        only(object, "watch.", WATCHED);
        var watch = new Watch(
                texts(object, "protocols"),
                texts(object, "chains"),
                texts(object, "addresses"),
                texts(object, "keywords"));
        if (watch.size() > MOST_WATCHED) {
            throw new InvalidAlertException("watch", "at most " + MOST_WATCHED + " things are watched by one rule");
        }
        return watch;
    }

    private static List<String> texts(ObjectNode json, String member) throws InvalidAlertException {
        var value = json.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new InvalidAlertException("watch." + member, member + " is a list of texts");
        }
        var texts = new LinkedHashSet<String>();
        for (var element : value) {
            var text = element.isString() ? element.stringValue().strip() : "";
            if (text.isEmpty() || text.length() > LONGEST || !Characters.areSound(text)) {
                throw new InvalidAlertException(
                        "watch." + member, "an element of " + member + " is a text of 1 to " + LONGEST + " characters");
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    private static EnumSet<Occasion> occasions(ObjectNode json) throws InvalidAlertException {
        var value = json.path("on");
        if (value.isMissingNode() || value.isNull()) {
            return EnumSet.of(Occasion.NEW);
        }
        var on = EnumSet.noneOf(Occasion.class);
        for (var word : list(value, "on")) {
            on.add(choice("on", word, Occasion.class));
        }
        if (on.isEmpty()) {
            throw new InvalidAlertException("on", "on names at least one", Labelled.labels(Occasion.class));
        }
        return on;
    }

    private static ArrayNode list(JsonNode value, String member) throws InvalidAlertException {
        if (value instanceof ArrayNode list) {
            return list;
        }
        throw new InvalidAlertException(member, member + " is a list");
    }

    private static <E extends Enum<E> & Labelled> E choice(ObjectNode json, String member, Class<E> type, E otherwise)
            throws InvalidAlertException {
        var value = json.path(member);
        return value.isMissingNode() || value.isNull() ? otherwise : choice(member, value, type);
    }

    private static <E extends Enum<E> & Labelled> E choice(String member, JsonNode value, Class<E> type)
            throws InvalidAlertException {
        var found = Labelled.parse(type, value.asString(""));
        if (found.isEmpty()) {
            throw new InvalidAlertException(member, "a value of " + member + " is not known", Labelled.labels(type));
        }
        return found.get();
    }

    private static ZoneId zone(ObjectNode json) throws InvalidAlertException {
        var text = json.path("zone").asString("UTC");
        try {
            return text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text);
        } catch (DateTimeException _) {
            throw new InvalidAlertException("zone", "zone is the name of a time zone, such as UTC or Europe/Berlin");
        }
    }

    private static LocalTime time(ObjectNode json, String path, String member) throws InvalidAlertException {
        try {
            var text = json.path(member).asString("");
            if (text.length() == 5) {
                return LocalTime.parse(text);
            }
        } catch (DateTimeException _) {
            // told below
        }
        throw new InvalidAlertException(path + member, member + " is a time of the day, such as 22:00");
    }

    private static @Nullable QuietHours quiet(ObjectNode json) throws InvalidAlertException {
        var value = json.path("quiet");
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!(value instanceof ObjectNode object)) {
            throw new InvalidAlertException("quiet", "quiet is an object with from and to");
        }
        only(object, "quiet.", List.of("from", "to"));
        var quiet = new QuietHours(time(object, "quiet.", "from"), time(object, "quiet.", "to"));
        if (quiet.from().equals(quiet.to())) {
            throw new InvalidAlertException("quiet.to", "quiet hours end at another time than they begin");
        }
        return quiet;
    }

    private static List<String> targets(ObjectNode json) throws InvalidAlertException {
        var names = new ArrayList<String>();
        for (var name : list(json.path("targets"), "targets")) {
            if (!names.contains(name.asString(""))) {
                names.add(name.asString(""));
            }
        }
        if (names.isEmpty() || names.size() > MOST_TARGETS) {
            throw new InvalidAlertException("targets", "targets names 1 to " + MOST_TARGETS + " targets");
        }
        return names;
    }

    /// A rule as [#read] takes it, whole and in a fixed order.
    static ObjectNode write(Rule rule) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("name", rule.name()).put("enabled", rule.enabled());
        var filter = json.putObject("filter");
        new TreeMap<>(rule.filter()).forEach(filter::put);
        var watch = json.putObject("watch");
        rule.watch().protocols().forEach(watch.putArray("protocols")::add);
        rule.watch().chains().forEach(watch.putArray("chains")::add);
        rule.watch().addresses().forEach(watch.putArray("addresses")::add);
        rule.watch().keywords().forEach(watch.putArray("keywords")::add);
        var on = json.putArray("on");
        rule.on().stream().sorted().map(Occasion::label).forEach(on::add);
        json.put("amount_percent", rule.amountPercent()).put("max_age_days", rule.maxAgeDays());
        json.put("undated", rule.undated()).put("digest", rule.digest().label());
        json.put(
                "zone", rule.zone().equals(ZoneOffset.UTC) ? "UTC" : rule.zone().getId());
        json.put("daily_at", rule.dailyAt().toString());
        var quiet = rule.quiet();
        if (quiet == null) {
            json.putNull("quiet");
        } else {
            json.putObject("quiet")
                    .put("from", quiet.from().toString())
                    .put("to", quiet.to().toString());
        }
        rule.targets().forEach(json.putArray("targets")::add);
        return json;
    }

    /// The refusal of a filter, as one of a rule.
    static InvalidAlertException invalid(String path, InvalidFilterException e) {
        return new InvalidAlertException(path, e.why(), e.allowed());
    }
}

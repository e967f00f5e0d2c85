package dev.kamiyo.web;

import dev.kamiyo.search.Filter;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.View;
import dev.kamiyo.search.ViewReader;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The parameters of a list of exploits: what is asked, and at the same time the address where it is answered.
/// Immutable.
///
/// @param parameters by name; several values are parted by commas
record Question(SortedMap<String, String> parameters) {
    private static final ViewReader READER = ViewReader.load();

    /// All exploits.
    static final Question ALL = new Question(new TreeMap<>());

    Question {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /// The same with another value of a parameter.
    Question with(String name, String value) {
        var more = new TreeMap<>(parameters);
        more.put(name, value);
        return new Question(more);
    }

    /// The same without some parameters.
    Question without(String... names) {
        var fewer = new TreeMap<>(parameters);
        fewer.keySet().removeAll(List.of(names));
        return new Question(fewer);
    }

    /// The same of a month or a year alone.
    Question during(String period) {
        return with("since", period).with("until", period);
    }

    /// The values of a parameter.
    List<String> values(String name) {
        var value = parameters.get(name);
        return value == null ? List.of() : List.copyOf(new TreeSet<>(List.of(value.split(","))));
    }

    String value(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// Where this is answered.
    String url(String path) {
        return parameters.isEmpty()
                ? path
                : parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + Names.encode(each.getValue()))
                        .collect(Collectors.joining("&", path + "?", ""));
    }

    /// @throws InvalidFilterException when a parameter cannot be taken
    View view() throws InvalidFilterException {
        return READER.read(parameters);
    }

    /// The filter of parameters that a page itself has set.
    ///
    /// @throws IllegalStateException when they cannot be taken
    Filter filter() {
        try {
            return READER.filter(parameters);
        } catch (InvalidFilterException e) {
            throw new IllegalStateException(e);
        }
    }
}

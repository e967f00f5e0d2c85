package dev.kamiyo.alert;

import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.search.Facet;
import dev.kamiyo.search.Filter;
import dev.kamiyo.search.InvalidFilterException;
import dev.kamiyo.search.Sieve;
import dev.kamiyo.search.Traits;
import dev.kamiyo.search.ViewReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A rule made ready to be asked of many exploits. Immutable.
///
/// @param id its number, never given twice
/// @param since the write of its last change: earlier ones are not its business
/// @param filter what its filter lets through
/// @param watch each a thing that is watched; empty for all exploits
record ReadyRule(long id, long since, Rule rule, Sieve filter, List<Sieve> watch) {
    private static final Pattern OTHER = Pattern.compile("[^\\p{L}\\p{N}._:\\-]+");

    /// Makes a rule ready.
    ///
    /// @throws InvalidAlertException when its filter or a thing that it watches cannot be searched for
    static ReadyRule of(long id, long since, Rule rule, ViewReader views) throws InvalidAlertException {
        Filter filter;
        try {
            filter = views.filter(rule.filter());
        } catch (InvalidFilterException e) {
            throw RuleJson.invalid("filter." + e.parameter(), e);
        }
        return new ReadyRule(id, since, rule, Sieve.of(filter), watch(rule.watch(), views));
    }

    private static List<Sieve> watch(Watch watch, ViewReader views) throws InvalidAlertException {
        var sieves = new ArrayList<Sieve>();
        facet(sieves, "watch.protocols", Facet.PROTOCOL, slugs(watch.protocols()), views);
        facet(sieves, "watch.chains", Facet.CHAIN, plain(watch.chains()), views);
        var addresses = new TreeSet<String>();
        for (var address : watch.addresses()) {
            addresses.addAll(read("watch.addresses", "address", address, views).addresses());
        }
        if (!addresses.isEmpty()) {
            sieves.add(Sieve.of(
                    new Filter(Map.of(), null, null, null, null, null, List.of(), List.copyOf(addresses), null)));
        }
        for (var keyword : watch.keywords()) {
            sieves.add(Sieve.of(read("watch.keywords", "q", "\"" + keyword.replace("\"", " ") + "\"", views)));
        }
        return List.copyOf(sieves);
    }

    private static void facet(List<Sieve> sieves, String path, Facet facet, List<String> names, ViewReader views)
            throws InvalidAlertException {
        var values = new TreeSet<String>();
        for (var name : names) {
            values.addAll(read(path, facet.label(), name, views).values().getOrDefault(facet, Set.of()));
        }
        if (!values.isEmpty()) {
            sieves.add(Sieve.of(
                    new Filter(Map.of(facet, values), null, null, null, null, null, List.of(), List.of(), null)));
        }
    }

    /// Names are compared by their slugs; a comma would part two names.
    private static List<String> slugs(List<String> names) {
        return names.stream().map(name -> new Protocol(name).slug()).toList();
    }

    private static List<String> plain(List<String> labels) {
        return labels.stream()
                .map(label -> OTHER.matcher(label).replaceAll(" ").strip())
                .toList();
    }

    private static Filter read(String path, String parameter, String value, ViewReader views)
            throws InvalidAlertException {
        try {
            return views.filter(Map.of(parameter, value));
        } catch (InvalidFilterException e) {
            throw RuleJson.invalid(path, e);
        }
    }

    /// Whether an exploit is one of those that it is about.
    boolean concerns(Traits traits) {
        if (!filter.passes(traits)) {
            return false;
        }
        return watch.isEmpty() || watch.stream().anyMatch(sieve -> sieve.passes(traits));
    }

    /// Until when messages are collected; the time itself when they go out at once.
    Instant collectedUntil(Instant now) {
        var due =
                switch (rule.digest()) {
                    case IMMEDIATE -> now;
                    case HOURLY -> now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
                    case DAILY -> nextDaily(now);
                };
        var quiet = rule.quiet();
        return quiet == null ? due : quiet.endAfter(due, rule.zone()).orElse(due);
    }

    private Instant nextDaily(Instant now) {
        var local = now.atZone(rule.zone());
        var today = local.toLocalDate().atTime(rule.dailyAt()).atZone(rule.zone());
        return (today.isAfter(local)
                        ? today
                        : local.toLocalDate().plusDays(1).atTime(rule.dailyAt()).atZone(rule.zone()))
                .toInstant();
    }
}

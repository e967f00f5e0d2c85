package dev.kamiyo.source;

import dev.kamiyo.net.AddressGuard;
import dev.kamiyo.net.Answer;
import dev.kamiyo.net.Answer.Validators;
import dev.kamiyo.net.Hosts;
import dev.kamiyo.net.Outgoing;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.source.Fetch.Fetched;
import dev.kamiyo.source.Fetch.Malformed;
import dev.kamiyo.source.Fetch.NotModified;
import dev.kamiyo.source.Fetch.RateLimited;
import dev.kamiyo.source.Fetch.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Reads a feed from a file, a folder, a .zip or a URL of any of these. Safe for use by many threads.
public final class Fetcher {
    /// Pages of a feed.
    static final int MOST_PAGES = 1_000;

    private final Limits limits;
    private final Hosts hosts;
    private final String agent;

    /// A fetcher that is polite to servers.
    ///
    /// @param agent the User-Agent
    public Fetcher(Limits limits, String agent) {
        this(limits, Hosts.polite(), agent);
    }

    /// @param hosts how servers are treated
    /// @param agent the User-Agent
    public Fetcher(Limits limits, Hosts hosts, String agent) {
        this.limits = limits;
        this.hosts = hosts;
        this.agent = agent;
    }

    /// Fetches a feed.
    ///
    /// @param location a path or an http(s) URL; its host is trusted when an operator named it, so not at the home
    /// @param extent how much of it
    /// @param validators of the last fetch from the same location; empty for none
    /// @param progress hears of each page of a feed in pages
    public Fetch fetch(Source source, String location, Extent extent, String validators, Progress progress) {
        if (!location.contains("://")) {
            return LocalFiles.read(source, location);
        }
        URI uri;
        try {
            uri = URI.create(location);
        } catch (IllegalArgumentException _) {
            return new Unreachable("'" + Location.shown(location) + "' is not a URL");
        }
        var host = uri.getHost() == null ? "" : uri.getHost();
        var guard = location.equals(source.home()) ? AddressGuard.permitting() : AddressGuard.permitting(host);
        try (var outgoing = new Outgoing(guard, limits, hosts.askedBy(source.name()), agent)) {
            if (uri.getPath() != null && uri.getPath().endsWith(".zip")) {
                return archive(outgoing, source, uri, known(validators).getOrDefault("", Validators.NONE));
            }
            return source.index().isEmpty()
                    ? new Pages(outgoing, source, uri, extent)
                            .fetch(known(validators).getOrDefault("", Validators.NONE), progress)
                    : folder(outgoing, source, uri, validators);
        }
    }

    private static Fetch archive(Outgoing outgoing, Source source, URI uri, Validators known) {
        return switch (outgoing.get(uri, known)) {
            case Answer.Body body -> {
                try {
                    var content = Archive.unpack(body.body(), source::reads);
                    yield new Fetched(content, text(Map.of("", body.validators())));
                } catch (IOException e) {
                    yield new Malformed("the archive cannot be read: " + e.getMessage());
                }
            }
            case Answer.NotModified _ -> new NotModified();
            case Answer.RateLimited limited -> new RateLimited(limited.patience());
            case Answer.Absent absent -> new Unreachable("it answered with status " + absent.status());
            case Answer.Failed failed -> new Unreachable(failed.why());
        };
    }

    /// A folder of a web server: the files of the feed's index, those that exist. Only when all of them are unchanged
    /// is the feed unchanged; else the unchanged ones are fetched again.
    private static Fetch folder(Outgoing outgoing, Source source, URI base, String validators) {
        var root = base.toString().endsWith("/") ? base : URI.create(base + "/");
        var known = known(validators);
        var files = new TreeMap<String, byte[]>();
        var next = new TreeMap<String, Validators>();
        var unchanged = new ArrayList<String>();
        for (var path : source.index()) {
            var problem = file(outgoing, root, path, known.getOrDefault(path, Validators.NONE), files, next, unchanged);
            if (problem != null) {
                return problem;
            }
        }
        if (files.isEmpty() && !unchanged.isEmpty()) {
            return new NotModified();
        }
        for (var path : unchanged) {
            var problem = file(outgoing, root, path, Validators.NONE, files, next, new ArrayList<>());
            if (problem != null) {
                return problem;
            }
        }
        return files.isEmpty()
                ? new Unreachable("none of " + String.join(", ", source.index()) + " is there")
                : new Fetched(new Content(files), text(next));
    }

    private static @Nullable Fetch file(
            Outgoing outgoing,
            URI root,
            String path,
            Validators known,
            Map<String, byte[]> files,
            Map<String, Validators> next,
            List<String> unchanged) {
        switch (outgoing.get(root.resolve(path), known)) {
            case Answer.Body body -> {
                files.put(path, body.body());
                next.put(path, body.validators());
            }
            case Answer.NotModified _ -> unchanged.add(path);
            case Answer.Absent _ -> {}
            case Answer.RateLimited limited -> {
                return new RateLimited(limited.patience());
            }
            case Answer.Failed failed -> {
                return new Unreachable(path + ": " + failed.why());
            }
        }
        return null;
    }

    private static Map<String, Validators> known(String text) {
        var known = new HashMap<String, Validators>();
        if (!text.isEmpty()) {
            for (var entry : JsonMapper.shared().readTree(text).properties()) {
                var value = entry.getValue();
                known.put(
                        entry.getKey(),
                        new Validators(
                                value.path("etag").asStringOpt().orElse(null),
                                value.path("last_modified").asStringOpt().orElse(null)));
            }
        }
        return known;
    }

    static String text(Map<String, Validators> validators) {
        var json = JsonMapper.shared().createObjectNode();
        new TreeMap<>(validators).forEach((path, v) -> {
            if (v.etag() != null || v.lastModified() != null) {
                json.putObject(path).put("etag", v.etag()).put("last_modified", v.lastModified());
            }
        });
        return json.isEmpty() ? "" : json.toString();
    }
}

package dev.kamiyo.source;

import dev.kamiyo.net.Answer;
import dev.kamiyo.net.Answer.Validators;
import dev.kamiyo.net.Outgoing;
import dev.kamiyo.source.Fetch.Fetched;
import dev.kamiyo.source.Fetch.Malformed;
import dev.kamiyo.source.Fetch.NotModified;
import dev.kamiyo.source.Fetch.RateLimited;
import dev.kamiyo.source.Fetch.Unreachable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One fetch of a feed that is one document, or pages one after the other: all of them, or none. Belongs to one
/// thread.
///
/// Only the first request is conditional: the newest records stand on the first page.
final class Pages {
    private final Outgoing outgoing;
    private final Source source;
    private final URI location;
    private final Extent extent;
    private final List<byte[]> pages = new ArrayList<>();
    private Validators validators = Validators.NONE;
    private long bytes;

    Pages(Outgoing outgoing, Source source, URI location, Extent extent) {
        this.outgoing = outgoing;
        this.source = source;
        this.location = location;
        this.extent = extent;
    }

    Fetch fetch(Validators known, Progress progress) {
        try {
            for (var next = source.next(location, extent, pages);
                    next.isPresent();
                    next = source.next(location, extent, pages)) {
                var problem = take(next.get(), pages.isEmpty() ? known : Validators.NONE);
                if (problem != null) {
                    return problem;
                }
                progress.page(pages.size());
            }
        } catch (MalformedFeedException e) {
            return new Malformed(place() + e.why());
        }
        return new Fetched(content(), Fetcher.text(Map.of("", validators)));
    }

    private @Nullable Fetch take(Query query, Validators known) {
        if (pages.size() >= Fetcher.MOST_PAGES || bytes > Archive.LARGEST) {
            return new Malformed("it has more than " + Fetcher.MOST_PAGES + " pages or " + Archive.LARGEST + " bytes");
        }
        return switch (query.body() == null
                ? outgoing.get(query.uri(), known)
                : outgoing.post(query.uri(), query.body())) {
            case Answer.Body body -> page(body);
            case Answer.NotModified _ -> new NotModified();
            case Answer.RateLimited limited -> new RateLimited(limited.patience());
            case Answer.Absent absent -> new Unreachable(place() + "it answered with status " + absent.status());
            case Answer.Failed failed -> new Unreachable(place() + failed.why());
        };
    }

    private @Nullable Fetch page(Answer.Body body) {
        if (!pages.isEmpty() && Arrays.equals(pages.getLast(), body.body())) {
            return new Malformed(place() + "it is the same as the page before");
        }
        if (pages.isEmpty()) {
            validators = body.validators();
        }
        pages.add(body.body());
        bytes += body.body().length;
        return null;
    }

    /// Which page a problem is with, where there are several.
    private String place() {
        return pages.isEmpty() ? "" : "page " + (pages.size() + 1) + ": ";
    }

    private Content content() {
        var files = new TreeMap<String, byte[]>();
        for (var page : pages) {
            files.put(pages.size() == 1 ? "" : "page %04d".formatted(files.size() + 1), page);
        }
        return new Content(files);
    }
}

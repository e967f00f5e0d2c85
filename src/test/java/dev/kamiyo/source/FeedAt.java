package dev.kamiyo.source;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A feed that publishes somewhere else.
record FeedAt(Source feed, String home) implements Source {
    @Override
    public String name() {
        return feed.name();
    }

    @Override
    public Terms terms() {
        return feed.terms();
    }

    @Override
    public Duration interval() {
        return feed.interval();
    }

    @Override
    public String accepts() {
        return feed.accepts();
    }

    @Override
    public List<String> index() {
        return feed.index();
    }

    @Override
    public boolean reads(String path) {
        return feed.reads(path);
    }

    @Override
    public Optional<Query> next(URI location, Extent extent, List<byte[]> pages) throws MalformedFeedException {
        return feed.next(location, extent, pages);
    }

    @Override
    public Coverage coverage(Extent extent, Content content) {
        return feed.coverage(extent, content);
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        return feed.parse(content);
    }
}

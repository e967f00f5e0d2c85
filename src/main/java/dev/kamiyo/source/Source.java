package dev.kamiyo.source;

import dev.kamiyo.exploit.Facts;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A feed of exploits: what it is called, which files or pages at its location it reads, and how.
///
/// A source parses; it does not fetch, store or merge. Stateless; safe for use by many threads.
public interface Source {
    /// The feed's name in the API and on the command line.
    String name();

    /// Where the feed publishes, for when no location is given.
    String home();

    /// On what terms its publisher lets it be used.
    Terms terms();

    /// How long to wait from one fetch to the next.
    Duration interval();

    /// What a person types behind `kamiyo import NAME`.
    String accepts();

    /// The files to ask for when the location is a URL of a folder: relative paths, absent ones are skipped. A feed
    /// that is a single document has none.
    List<String> index();

    /// Whether a file of a folder or archive is part of the feed.
    ///
    /// @param path relative, with slashes
    boolean reads(String path);

    /// Whether the feed is published in pages. On a disk they may be one file, or a folder of files.
    default boolean paged() {
        return false;
    }

    /// The next request for a feed that has no [#index()], given the answers so far; empty when it is whole. A feed
    /// that is a single document makes one request.
    ///
    /// @param location where the feed is read, as it was given
    /// @param extent how much is wanted
    /// @param pages the answers so far, in order
    /// @throws MalformedFeedException when the last answer is not a page of this feed
    default Optional<Query> next(URI location, Extent extent, List<byte[]> pages) throws MalformedFeedException {
        return pages.isEmpty() ? Optional.of(Query.get(location)) : Optional.empty();
    }

    /// What follows from a record that a fetch from where the feed publishes does not hold.
    ///
    /// @param extent how much was wanted
    /// @param content what was fetched, which [#parse] took
    default Coverage coverage(Extent extent, Content content) {
        return Coverage.PART;
    }

    /// What tells records of one day and name from each other, as the end of a longer identity. Empty for a feed whose
    /// records have identities of their own.
    default Optional<String> mark(Facts facts) {
        return Optional.empty();
    }

    /// Turns the feed's files into claims.
    ///
    /// @throws MalformedFeedException when the feed as a whole cannot be trusted: empty, cut off, of another kind
    Parsed parse(Content content) throws MalformedFeedException;
}

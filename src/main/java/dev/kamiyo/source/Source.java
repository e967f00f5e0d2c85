package dev.kamiyo.source;

import java.util.List;

/// A feed of exploits: what it is called, which of the files at its location it reads, and how.
///
/// A source parses; it does not fetch, store or merge. Stateless; safe for use by many threads.
public interface Source {
    /// The feed's name in the API and on the command line.
    String name();

    /// Where the feed publishes, for when no location is given.
    String home();

    /// What a person types behind `kamiyo import NAME`.
    String accepts();

    /// The files to ask for when the location is a URL of a folder: relative paths, absent ones are skipped. A feed
    /// that is a single document has none.
    List<String> index();

    /// Whether a file of a folder or archive is part of the feed.
    ///
    /// @param path relative, with slashes
    boolean reads(String path);

    /// Turns the feed's files into claims.
    ///
    /// @throws MalformedFeedException when the feed as a whole cannot be trusted: empty, cut off, of another kind
    Parsed parse(Content content) throws MalformedFeedException;
}

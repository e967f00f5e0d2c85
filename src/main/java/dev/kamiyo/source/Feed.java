package dev.kamiyo.source;

/// A source and where it is read on schedule.
///
/// @param source how
/// @param location where: its home, unless an operator named another place
/// @param scheduled whether it is fetched on schedule at all
public record Feed(Source source, String location, boolean scheduled) {
    /// The feed's name.
    public String name() {
        return source.name();
    }
}

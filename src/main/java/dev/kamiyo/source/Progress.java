package dev.kamiyo.source;

/// Hears how far an import is.
@FunctionalInterface
public interface Progress {
    /// @param done records that are dealt with
    /// @param total records in all
    void at(int done, int total);

    /// Another page has come, of a feed in pages.
    ///
    /// @param number from 1 on
    default void page(int number) {}
}

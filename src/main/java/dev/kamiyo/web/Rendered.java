package dev.kamiyo.web;

import dev.kamiyo.db.Origin;

/// A page as it is sent.
///
/// @param html all of it
/// @param seq the last write that it shows
/// @param origin where it was read
public record Rendered(String html, long seq, Origin origin) {}

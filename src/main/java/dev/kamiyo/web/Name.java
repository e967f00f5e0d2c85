package dev.kamiyo.web;

/// Something that has a page of its own.
///
/// @param slug in the data
/// @param text for people
/// @param url its page; empty when it has none
record Name(String slug, String text, String url) {}

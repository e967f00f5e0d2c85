package dev.kamiyo.source;

/// On what terms a feed may be used, as far as its publisher says.
///
/// @param summary one sentence for a person
/// @param url where to read them whole; empty where there is no such page
public record Terms(String summary, String url) {}

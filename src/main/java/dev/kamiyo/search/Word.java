package dev.kamiyo.search;

/// A value of a facet.
record Word(Facet facet, String value) {}

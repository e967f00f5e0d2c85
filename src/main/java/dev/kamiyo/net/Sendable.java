package dev.kamiyo.net;

/// What a [Sender] delivers.
public sealed interface Sendable permits Post, Mail {}

package dev.kamiyo.alert;

import dev.kamiyo.channel.Channel;
import java.util.Optional;

/// Where alerts go.
///
/// @param id its number, never given twice
/// @param name its name, unique
/// @param kind of its channel
/// @param host of its channel's address; all of it that is no secret
/// @param channel with its secrets; empty when the key that they were encrypted with is gone
/// @param createdAt UTC text
/// @param createdBy who made it
record Target(
        long id,
        String name,
        String kind,
        String host,
        Optional<Channel> channel,
        String createdAt,
        String createdBy) {}

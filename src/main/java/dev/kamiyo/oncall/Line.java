package dev.kamiyo.oncall;

import dev.kamiyo.channel.Channel;
import java.util.Set;

/// A channel of the file, and what it is told of.
///
/// @param name its name in the file and in the log
/// @param tells what it is told of
public record Line(String name, Set<Notice.Kind> tells, Channel channel) {}

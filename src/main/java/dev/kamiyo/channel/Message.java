package dev.kamiyo.channel;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// What people and programs are told, in no channel's form yet. All texts are plain: each channel's form sees to it
/// that nothing in them becomes markup, a mention or a header.
///
/// @param id the same for every attempt, and different for every message; letters, digits, `-`, `_` and `:`
/// @param type what programs tell kinds of messages apart by, such as `incident.opened`
/// @param subject what it is about; messages about one thing share it
/// @param title one line
/// @param text what else is known
/// @param at when it happened
/// @param data what programs are told besides title and text
public record Message(
        String id,
        String type,
        String subject,
        Urgency urgency,
        String title,
        String text,
        Instant at,
        ObjectNode data) {}

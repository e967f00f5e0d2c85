package dev.kamiyo.oncall;

import dev.kamiyo.channel.Message;
import dev.kamiyo.channel.Urgency;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/// What people are told.
///
/// @param kind what happened
/// @param incident the incident's name, or of what kind the trouble is; notices of one trouble share it
/// @param title one line
/// @param text what is known and what to do next
/// @param at when it happened
public record Notice(Kind kind, String incident, String title, String text, Instant at) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// What happened.
    public enum Kind {
        /// An incident has begun: level 1.
        OPENED,
        /// It was not healed in time: level 2.
        ESCALATED,
        /// It has ended.
        CLOSED,
        /// Something will be an incident unless somebody acts.
        WARNING,
        /// A warning holds no more. Who is told of warnings is told of it.
        ENDED,
        /// Somebody tries the channel.
        TEST;

        /// Its name in files and messages.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The same for every attempt, and different for every notice.
    String id() {
        return switch (kind) {
            case OPENED, ESCALATED, CLOSED, TEST -> incident + "-" + kind.label();
            case WARNING, ENDED -> incident + "-" + kind.label() + "-" + STAMP.format(at); // it may come again
        };
    }

    /// As channels take it.
    Message message() {
        return new Message(
                id(),
                "incident." + kind.label(),
                incident,
                switch (kind) {
                    case OPENED -> Urgency.HIGH;
                    case ESCALATED -> Urgency.CRITICAL;
                    case WARNING -> Urgency.WARNING;
                    case CLOSED, ENDED -> Urgency.RESOLVED;
                    case TEST -> Urgency.INFO;
                },
                title,
                text,
                at,
                JsonMapper.shared().createObjectNode().put("incident", incident));
    }
}

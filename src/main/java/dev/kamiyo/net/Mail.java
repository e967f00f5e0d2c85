package dev.kamiyo.net;

import java.time.Instant;
import java.util.List;

/// A mail that a program writes to people. Nothing in its texts can become a header, an address or an encoded word.
///
/// @param server takes it from us
/// @param from an address, `name@domain` in ASCII
/// @param to addresses, at least one; each of them sees the others
/// @param id what its `Message-ID` is made of: the same each time it is sent again
/// @param thread what it is about; mails with the same one are shown together
/// @param subject one line
/// @param text plain
/// @param html the same as HTML
/// @param at its `Date`
public record Mail(
        SmtpServer server,
        String from,
        List<String> to,
        String id,
        String thread,
        String subject,
        String text,
        String html,
        Instant at)
        implements Sendable {
    /// Keeps its own copy.
    public Mail {
        to = List.copyOf(to);
    }
}

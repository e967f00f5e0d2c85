package dev.kamiyo.net;

import java.util.Optional;

/// A mail server that takes mails from us, and how it is spoken to.
///
/// @param host a name or an address; its certificate has to be for it
/// @param login who we are there; only over TLS
public record SmtpServer(String host, int port, Security security, Optional<Login> login) {
    /// How what is said is protected.
    public enum Security {
        /// Not at all.
        NONE,
        /// TLS from STARTTLS on; a server that does not offer it gets nothing.
        STARTTLS,
        /// TLS from the first byte on.
        TLS
    }

    /// A name and a password.
    public record Login(String user, String password) {
        /// Without the password: records end up in logs.
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /// Checks that no password is sent without TLS.
    public SmtpServer {
        if (security == Security.NONE && login.isPresent()) {
            throw new IllegalArgumentException("a login needs TLS");
        }
    }
}

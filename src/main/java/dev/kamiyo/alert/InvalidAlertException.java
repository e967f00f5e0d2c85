package dev.kamiyo.alert;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A rule or target that cannot be taken. It holds no part of an address or a secret.
public final class InvalidAlertException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String member;
    private final transient @Nullable List<String> allowed;

    InvalidAlertException(String member, String why) {
        this(member, why, null);
    }

    InvalidAlertException(String member, String why, @Nullable List<String> allowed) {
        super(why, null, false, false);
        this.member = member;
        this.allowed = allowed;
    }

    /// The member at fault.
    public String member() {
        return member;
    }

    /// What is wrong with it, for a person.
    public String why() {
        return String.valueOf(getMessage());
    }

    /// The allowed values, when they are few; else null.
    public @Nullable List<String> allowed() {
        return allowed;
    }
}

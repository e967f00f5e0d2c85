package dev.kamiyo.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parameter of a filter that cannot be taken.
public final class InvalidFilterException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final transient @Nullable List<String> allowed;

    InvalidFilterException(String parameter, String why) {
        this(parameter, why, null);
    }

    InvalidFilterException(String parameter, String why, @Nullable List<String> allowed) {
        super(why, null, false, false);
        this.parameter = parameter;
        this.allowed = allowed;
    }

    /// Its name.
    public String parameter() {
        return parameter;
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

package dev.kamiyo.oncall;

/// A file of contacts that cannot be used. The message names the place and what is allowed there.
public final class InvalidOnCallException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidOnCallException(String message) {
        super(message);
    }
}

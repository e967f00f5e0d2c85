package dev.kamiyo.source;

/// One record that cannot be a claim; the others are not concerned.
final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}

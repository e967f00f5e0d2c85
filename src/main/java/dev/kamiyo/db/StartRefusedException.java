package dev.kamiyo.db;

/// The service must not start on these folders: to go on would hide a loss or make one. Nothing was changed.
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartRefusedException(String why) {
        super(why);
    }
}

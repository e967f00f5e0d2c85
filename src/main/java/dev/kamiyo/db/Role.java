package dev.kamiyo.db;

/// Which of the two copies of the data a file is.
public enum Role {
    /// `data/kamiyo.db`.
    PRIMARY,
    /// `run/standby.db`.
    STANDBY;

    /// As it stands in answers and logs.
    public String label() {
        return switch (this) {
            case PRIMARY -> "primary";
            case STANDBY -> "standby";
        };
    }

    Role other() {
        return switch (this) {
            case PRIMARY -> STANDBY;
            case STANDBY -> PRIMARY;
        };
    }
}

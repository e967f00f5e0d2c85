package dev.kamiyo.alert;

import dev.kamiyo.exploit.Labelled;

/// How often a rule sends what it has to tell.
public enum Digest implements Labelled {
    /// At once, a message for each exploit.
    IMMEDIATE,
    /// At each full hour, in one message.
    HOURLY,
    /// Once a day, in one message.
    DAILY
}

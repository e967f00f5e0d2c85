package dev.kamiyo.alert;

import dev.kamiyo.exploit.Labelled;

/// What a rule tells of.
public enum Occasion implements Labelled {
    /// An exploit that the rule's filter lets through for the first time.
    NEW,
    /// Its loss became known, or another by more than the rule's percentage.
    AMOUNT,
    /// What came back of it became another amount.
    RECOVERY,
    /// Its technique became known, or another.
    ROOT_CAUSE,
    /// Whether it is believed.
    STATUS
}

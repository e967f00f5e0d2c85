package dev.kamiyo.merge;

import dev.kamiyo.exploit.Labelled;

/// A part of an exploit that is chosen among claims. Its label is the member of the exploit's JSON.
public enum Field implements Labelled {
    TITLE,
    PROTOCOL,
    CHAINS,
    OCCURRED_AT,
    LOSS_USD,
    RECOVERED_USD,
    TECHNIQUE,
    TECHNIQUE_LABEL,
    TARGET,
    STATUS,
    TRANSACTIONS,
    ADDRESSES,
    REFERENCES;

    @Override
    public String label() {
        return Labelled.super.label().replace('-', '_');
    }
}

package dev.kamiyo.search;

import dev.kamiyo.exploit.Labelled;

/// Which end of a list comes first. What is unknown comes last in both.
public enum Order implements Labelled {
    ASC,
    DESC
}

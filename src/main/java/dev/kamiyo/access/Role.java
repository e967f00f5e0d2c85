package dev.kamiyo.access;

/// What a key allows; each role includes the ones before it.
public enum Role {
    READ,
    WRITE,
    ADMIN
}

package dev.kamiyo.channel;

/// How soon somebody should look.
public enum Urgency {
    /// When there is time.
    INFO,
    /// Before it becomes worse.
    WARNING,
    /// Now.
    HIGH,
    /// Now, and somebody else as well.
    CRITICAL,
    /// No more: what it was about has ended.
    RESOLVED
}

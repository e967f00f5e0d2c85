package dev.kamiyo.guardian;

/// Is told when an incident begins, when it is escalated, and when it ends, on the guardian's thread: it must not
/// wait.
@FunctionalInterface
public interface IncidentListener {
    /// Listens to nothing.
    IncidentListener NONE = (_, _) -> {};

    /// What became of it.
    enum Change {
        /// It has begun, or goes on after a restart.
        OPENED,
        /// It was not healed in time.
        ESCALATED,
        /// It has ended.
        CLOSED
    }

    /// @param incident as it is now
    void changed(Change change, Incident incident);

    /// Whether it tells a person when one begins.
    default boolean pages() {
        return false;
    }
}

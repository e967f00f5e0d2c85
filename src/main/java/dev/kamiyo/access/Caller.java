package dev.kamiyo.access;

/// Who makes a request.
public sealed interface Caller {
    /// A name that tells callers apart, for the idempotency of their writes.
    String name();

    /// Whether the caller may do what a role allows.
    boolean may(Role role);

    /// Somebody without a key: may read.
    record Anonymous() implements Caller {
        @Override
        public String name() {
            return "anonymous";
        }

        @Override
        public boolean may(Role role) {
            return role == Role.READ;
        }
    }

    /// A verb on this machine, through the socket in the data folder that only its owner may open: may do all.
    record Local() implements Caller {
        @Override
        public String name() {
            return "local";
        }

        @Override
        public boolean may(Role role) {
            return true;
        }
    }

    /// The holder of a key.
    record KeyHolder(String id, Role role) implements Caller {
        @Override
        public String name() {
            return "key:" + id;
        }

        @Override
        public boolean may(Role needed) {
            return role.compareTo(needed) >= 0;
        }
    }
}

package dev.kamiyo.channel;

import java.util.List;

/// A channel that cannot be used. It holds no part of an address or a secret.
public final class InvalidChannelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String member;
    private final transient Fault fault;

    /// What is wrong with a member.
    public sealed interface Fault {
        /// There is no such member.
        ///
        /// @param allowed those that there are
        record Unknown(List<String> allowed) implements Fault {}

        /// It is none of a few words.
        ///
        /// @param given what it is
        record Other(String given, List<String> allowed) implements Fault {}

        /// It is of another form.
        ///
        /// @param due what it has to be, such as `an http or https URL`
        record Wrong(String due) implements Fault {}
    }

    InvalidChannelException(String member, Fault fault) {
        super(member + ": " + fault, null, false, false);
        this.member = member;
        this.fault = fault;
    }

    /// Its name.
    public String member() {
        return member;
    }

    /// What is wrong with it.
    public Fault fault() {
        return fault;
    }
}

package dev.kamiyo.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A read or write that the database refused. The edge maps it once, to a 503.
public final class DbFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DbFault fault;
    private final boolean unknown;

    DbFaultException(DbFault fault, @Nullable Exception cause) {
        this(fault, false, cause);
    }

    private DbFaultException(DbFault fault, boolean unknown, @Nullable Exception cause) {
        super(fault.words() + " (code " + fault.code() + ")", cause);
        this.fault = fault;
        this.unknown = unknown;
    }

    /// An exception for a write that may or may not last.
    static DbFaultException unknown(DbFault fault, Exception cause) {
        return new DbFaultException(fault, true, cause);
    }

    /// An exception for what JDBC threw.
    static DbFaultException of(SQLException e) {
        return new DbFaultException(DbFault.of(e), e);
    }

    /// Whether the write may have lasted all the same: a repeat with the same key finds out. False when it did not.
    public boolean isUnknown() {
        return unknown;
    }

    /// What the database said.
    public DbFault fault() {
        return fault;
    }
}

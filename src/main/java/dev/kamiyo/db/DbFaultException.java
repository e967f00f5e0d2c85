package dev.kamiyo.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A read or write that the database refused. The edge maps it once, to a 503.
public final class DbFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DbFault fault;

    DbFaultException(DbFault fault, @Nullable SQLException cause) {
        super(fault.words() + " (code " + fault.code() + ")", cause);
        this.fault = fault;
    }

    /// An exception for what JDBC threw.
    static DbFaultException of(SQLException e) {
        return new DbFaultException(DbFault.of(e), e);
    }

    /// What the database said.
    public DbFault fault() {
        return fault;
    }
}

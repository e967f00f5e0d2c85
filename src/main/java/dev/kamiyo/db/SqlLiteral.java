package dev.kamiyo.db;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A value as SQLite's `quote()` writes it: the one notation that keeps a value's type and can stand in JSON.
final class SqlLiteral {
    private SqlLiteral() {}

    /// @throws IllegalArgumentException when it is no literal
    static @Nullable Object value(String literal) {
        if (literal.equals("NULL")) {
            return null;
        }
        if (literal.length() >= 2 && literal.startsWith("'") && literal.endsWith("'")) {
            return literal.substring(1, literal.length() - 1).replace("''", "'");
        }
        if (literal.startsWith("X'") && literal.endsWith("'")) {
            return HexFormat.of().parseHex(literal.substring(2, literal.length() - 1));
        }
        return literal.matches("[+-]?\\d+") ? (Object) Long.valueOf(literal) : (Object) Double.valueOf(literal);
    }

    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case String text -> "'" + text.replace("'", "''") + "'";
            case byte[] bytes -> "X'" + HexFormat.of().formatHex(bytes) + "'";
            default -> value.toString();
        };
    }
}

package dev.kamiyo.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The fingerprint of a table: how many rows it has, and the sum of its rows' checksums.
///
/// It does not depend on the order of rows, so one row's change is one subtraction and one addition. It tells apart
/// what sequence numbers and counts do not: a file into which another, older one was copied.
///
/// @param rows how many
/// @param sum of [#row], modulo 2^64
public record Sum(long rows, long sum) {
    /// Of a table without rows.
    public static final Sum EMPTY = new Sum(0, 0);

    public Sum plus(long row) {
        return new Sum(rows + 1, sum + row);
    }

    public Sum minus(long row) {
        return new Sum(rows - 1, sum - row);
    }

    /// The sum as 16 hexadecimal digits.
    public String hex() {
        return HexFormat.of().toHexDigits(sum);
    }

    /// The fingerprint of its two parts as text.
    ///
    /// @throws IllegalArgumentException when it is no such text
    public static Sum of(long rows, String hex) {
        return new Sum(rows, HexFormat.fromHexDigitsToLong(hex));
    }

    /// The checksum of one row: two CRCs of its values in the order of the columns' names, mixed to 64 bits. It
    /// guards against accidents, not against forgery.
    public static long row(Table table, @Nullable Object[] values) {
        var strong = new CRC32C();
        var other = new CRC32();
        var number = ByteBuffer.allocate(9);
        for (int place : table.byName()) {
            var value = values[place];
            number.clear();
            switch (value) {
                case null -> number.put((byte) 0);
                case Long whole -> number.put((byte) 1).putLong(whole);
                case Integer whole -> number.put((byte) 1).putLong(whole);
                case Double real -> number.put((byte) 2).putLong(Double.doubleToLongBits(real));
                case String text -> {
                    var bytes = text.getBytes(StandardCharsets.UTF_8);
                    number.put((byte) 3).putLong(bytes.length);
                    strong.update(bytes);
                    other.update(bytes);
                }
                case byte[] bytes -> {
                    number.put((byte) 4).putLong(bytes.length);
                    strong.update(bytes);
                    other.update(bytes);
                }
                default ->
                    throw new IllegalArgumentException(
                            table.name() + " takes texts, numbers, bytes and nulls, not a " + value.getClass());
            }
            strong.update(number.array(), 0, number.position());
            other.update(number.array(), 0, number.position());
        }
        return mix(strong.getValue() << 32 | other.getValue());
    }

    /// Spreads each bit over all, since sums of CRCs alone would let regular changes cancel each other out.
    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}

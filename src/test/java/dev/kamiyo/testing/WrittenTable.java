package dev.kamiyo.testing;

import dev.kamiyo.journal.Table;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tables that random writes go to, and how a row of each looks. Keys are few, so that rows are replaced and taken
/// away.
enum WrittenTable {
    SOURCES,
    DECISIONS,
    MERGE_KEYS,
    EXPLOITS,
    NUMBERS,
    IDEMPOTENCY,
    KEYS,
    DELIVERIES;

    private static final String AT = "2026-01-31T12:00:00Z";

    private static final List<String> OF_EXPLOITS = List.of(
            ("title protocol_slug protocol_name chains occurred_at occurred_precision loss_cents recovered_cents technique"
                            + " technique_label target severity status transactions addresses sources refs first_seen_at"
                            + " modified_at merged_into")
                    .split(" "));

    /// The table with all its columns.
    Table table() {
        return switch (this) {
            case SOURCES -> Table.of("sources", "name", "validators", "location", "fetched_at");
            case DECISIONS ->
                new Table(
                        "decisions",
                        List.of("source", "native_id", "other_source", "other_native_id"),
                        List.of("verdict", "number"));
            case MERGE_KEYS -> new Table("merge_keys", List.of("key", "claim"), List.of("live"));
            case EXPLOITS -> new Table("exploits", List.of("id"), OF_EXPLOITS);
            case NUMBERS -> Table.of("numbers", "year", "last");
            case IDEMPOTENCY ->
                new Table(
                        "idempotency",
                        List.of("caller", "key"),
                        List.of("request", "status", "subject", "answer", "at"));
            case KEYS ->
                new Table(
                        "keys",
                        List.of("id"),
                        List.of(
                                "sha256",
                                "role",
                                "created_at",
                                "name",
                                "created_by",
                                "expires_at",
                                "revoked_at",
                                "last_used_at"));
            case DELIVERIES ->
                new Table(
                        "deliveries",
                        List.of("number"),
                        List.of(
                                "id",
                                "rule",
                                "target",
                                "state",
                                "created_at",
                                "ready_at",
                                "due_at",
                                "attempts",
                                "ended_at"));
        };
    }

    /// Whether its rows stay as they are when the data go back: numbers, keys and messages that were given out.
    boolean outlivesRestores() {
        return switch (this) {
            case SOURCES, DECISIONS, MERGE_KEYS, EXPLOITS -> false;
            case NUMBERS, IDEMPOTENCY, KEYS, DELIVERIES -> true;
        };
    }

    /// A row, in the order of the table's columns.
    @Nullable
    Object[] row(SplittableRandom random) {
        return switch (this) {
            case SOURCES -> new @Nullable Object[] {"s" + random.nextInt(100), text(random), maybe(random), AT};
            case DECISIONS ->
                new @Nullable Object[] {
                    "defillama",
                    String.valueOf(random.nextInt(12)),
                    "rekt",
                    String.valueOf(random.nextInt(12)),
                    random.nextBoolean() ? "same" : "not-same",
                    random.nextLong(1L << 40)
                };
            case MERGE_KEYS ->
                new @Nullable Object[] {
                    random.nextInt(20) - (1L << 62), random.nextLong(10), random.nextLong(2),
                };
            case EXPLOITS -> exploit(random);
            case NUMBERS -> new @Nullable Object[] {2000L + random.nextInt(40), random.nextLong(100_000)};
            case IDEMPOTENCY ->
                new @Nullable Object[] {
                    "caller " + random.nextInt(5),
                    "key " + random.nextInt(20),
                    text(random),
                    201L,
                    null,
                    text(random),
                    AT
                };
            case KEYS -> {
                int key = random.nextInt(30);
                yield new @Nullable Object[] {
                    "k" + key, "sha256 of " + key, "write", AT, maybe(random), null, null, maybe(random), AT
                };
            }
            case DELIVERIES -> {
                long number = random.nextInt(80);
                yield new @Nullable Object[] {
                    number,
                    "message " + number,
                    1L,
                    1L,
                    random.nextBoolean() ? "waiting" : "delivered",
                    AT,
                    AT,
                    AT,
                    random.nextLong(20),
                    maybe(random)
                };
            }
        };
    }

    private static @Nullable Object[] exploit(SplittableRandom random) {
        return new @Nullable Object[] {
            "KYM-2022-%05d".formatted(1 + random.nextInt(80)),
            text(random),
            maybe(random),
            maybe(random),
            random.nextBoolean() ? "[\"ethereum\"]" : "[\"bsc\",\"base\"]",
            random.nextBoolean() ? AT : null,
            "second",
            random.nextBoolean() ? 1 + random.nextLong(1L << 50) : null,
            null,
            random.nextBoolean() ? "reentrancy" : null,
            maybe(random),
            null,
            "high",
            "confirmed",
            "[]",
            "[]",
            "[{\"name\":\"rekt\"}]",
            "[]",
            AT,
            AT,
            null
        };
    }

    private static @Nullable String maybe(SplittableRandom random) {
        return random.nextInt(3) == 0 ? null : text(random);
    }

    /// Some are longer than a page of the file.
    private static String text(SplittableRandom random) {
        var word = Long.toHexString(random.nextLong()) + (random.nextInt(4) == 0 ? " it's\n\"quoted\" – 中文 🦊 " : "");
        return word.repeat(random.nextInt(60) == 0 ? 150 + random.nextInt(200) : 1 + random.nextInt(4));
    }

    /// The key of a row.
    @Nullable
    Object[] key(@Nullable Object[] row) {
        return Stream.of(row).limit(table().key().size()).toArray();
    }

    /// Values as SQL writes them.
    static String quoted(@Nullable Object[] values) {
        return Stream.of(values)
                .map(value -> switch (value) {
                    case null -> "NULL";
                    case String text -> "'" + text.replace("'", "''") + "'";
                    default -> value.toString();
                })
                .collect(Collectors.joining(", "));
    }

    /// Asks for the key and the whole of each row, as [#quoted] writes them.
    String everything() {
        return "SELECT " + quote(table().key()) + ", " + quote(table().all()) + " FROM " + table().name();
    }

    private static String quote(List<String> columns) {
        return columns.stream().map(column -> "quote(" + column + ")").collect(Collectors.joining(" || ', ' || "));
    }
}

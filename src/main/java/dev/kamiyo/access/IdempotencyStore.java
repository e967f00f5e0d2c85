package dev.kamiyo.access;

import dev.kamiyo.db.Tx;
import dev.kamiyo.files.Sha256;
import dev.kamiyo.journal.Table;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Sees to it that a request is done once, however often its caller sends it under one key. A key lives as long as
/// the data; those of two callers never meet. Stateless; safe for use by many threads.
public final class IdempotencyStore {
    private static final Table ANSWERS =
            new Table("idempotency", List.of("caller", "key"), List.of("request", "status", "subject", "answer", "at"));

    /// What a caller was told.
    ///
    /// @param status as in HTTP
    /// @param subject the id of what was made; null when nothing was
    /// @param body JSON
    public record Answer(int status, @Nullable String subject, String body) {}

    /// What became of a request.
    public sealed interface Once {
        /// It was done now.
        record First(Answer answer) implements Once {}

        /// It was done before, and answered this.
        record Repeated(Answer answer) implements Once {}

        /// The key belongs to another request; nothing was done.
        record OtherRequest() implements Once {}
    }

    private record Earlier(String request, Answer answer) {}

    /// What became of a request that came before; empty when its key is free, or it has none.
    ///
    /// @param request as for [#once]
    public Optional<Once> earlier(Tx tx, String caller, Optional<String> key, String request) {
        var sum = Sha256.hex(request);
        return key.flatMap(name -> find(tx, caller, name))
                .map(found -> found.request.equals(sum) ? new Once.Repeated(found.answer) : new Once.OtherRequest());
    }

    /// Does a request, unless it was done before.
    ///
    /// @param key the caller's name for this request; without one it is always done
    /// @param request a text that is the same for the same request
    /// @param work does it; what it throws leaves the key free
    public Once once(Tx tx, String caller, Optional<String> key, String request, Supplier<Answer> work) {
        var earlier = earlier(tx, caller, key, request);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var answer = work.get();
        key.ifPresent(name -> tx.put(
                ANSWERS,
                caller,
                name,
                Sha256.hex(request),
                (long) answer.status,
                answer.subject,
                answer.body,
                tx.at().toString()));
        return new Once.First(answer);
    }

    private static Optional<Earlier> find(Tx tx, String caller, String key) {
        return tx.one(
                "SELECT request, status, subject, answer FROM idempotency WHERE caller = ? AND key = ?",
                row -> new Earlier(row.getString(1), new Answer(row.getInt(2), row.getString(3), row.getString(4))),
                caller,
                key);
    }
}

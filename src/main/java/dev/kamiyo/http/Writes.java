package dev.kamiyo.http;

import dev.kamiyo.access.IdempotencyStore;
import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.access.IdempotencyStore.Once;
import dev.kamiyo.db.Command;
import dev.kamiyo.db.Database;
import java.util.Map;
import java.util.Optional;

/// Writes that a caller may repeat under an Idempotency-Key. Safe for use by many threads.
final class Writes {
    private final Database database;
    private final IdempotencyStore idempotency = new IdempotencyStore();

    Writes(Database database) {
        this.database = database;
    }

    /// Does what a request asks for, or finds its first answer.
    ///
    /// @param kind what it asks for, in a word: the same key and body elsewhere are another request
    /// @param work does it; a refusal that it throws leaves the key free
    /// @throws ProblemException when the key cannot be one, or came with another request before
    Answer once(Request request, String kind, Command<Answer> work) {
        var key = key(request);
        var asked = asked(request, kind);
        return told(
                database.write(tx -> idempotency.once(tx, request.caller().name(), key, asked, () -> work.run(tx))));
    }

    /// The first answer to a request; empty when there is none. For work that is more than a write: it asks before it
    /// begins, and keeps its answer by [#once] when it is done.
    ///
    /// @throws ProblemException when the key cannot be one, or came with another request before
    Optional<Answer> earlier(Request request, String kind) {
        var key = key(request);
        var asked = asked(request, kind);
        // Asked of the writer: a copy that lags may not have it yet.
        return key.isEmpty()
                ? Optional.empty()
                : database.write(tx -> idempotency.earlier(tx, request.caller().name(), key, asked))
                        .map(Writes::told);
    }

    private static String asked(Request request, String kind) {
        return kind + "\n" + request.path() + "\n" + (request.body().length == 0 ? "" : request.json());
    }

    private static Answer told(Once once) {
        return switch (once) {
            case Once.First(var answer) -> answer;
            case Once.Repeated(var answer) -> answer;
            case Once.OtherRequest _ -> throw reused();
        };
    }

    /// @throws ProblemException when the header is there and cannot be one
    static Optional<String> key(Request request) {
        request.idempotencyKey()
                .filter(key -> !key.matches("[\\x21-\\x7e]{1,255}"))
                .ifPresent(_ -> {
                    throw new ProblemException(Problem.invalidParameter(
                            "Idempotency-Key", "a key has 1 to 255 visible ASCII characters and no space"));
                });
        return request.idempotencyKey();
    }

    /// The key came with something else before.
    static ProblemException reused() {
        return new ProblemException(new Problem(
                422,
                "idempotency-key-reused",
                "The Idempotency-Key belongs to another request",
                "this key came with another body before; use a new key for another request",
                "Idempotency-Key",
                null,
                Map.of()));
    }
}

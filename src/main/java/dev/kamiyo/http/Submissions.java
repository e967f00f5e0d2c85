package dev.kamiyo.http;

import dev.kamiyo.merge.SubmissionStore.Submitted;
import java.util.Map;
import java.util.Optional;

/// What the routes that take exploits and claims have in common: the Idempotency-Key and the answer.
final class Submissions {
    private Submissions() {}

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

    /// @throws ProblemException when the key came with something else before
    static Response answer(Submitted submitted) {
        return switch (submitted) {
            case Submitted.Added added -> created(added.id().text(), added.json());
            case Submitted.Repeated repeated -> created(repeated.id().text(), repeated.json());
            case Submitted.OtherRequest _ ->
                throw new ProblemException(new Problem(
                        422,
                        "idempotency-key-reused",
                        "The Idempotency-Key belongs to another request",
                        "this key came with another body before; use a new key for another request",
                        "Idempotency-Key",
                        null,
                        Map.of()));
        };
    }

    private static Response created(String id, String json) {
        return Response.of(201, "application/json", json).with("Location", ExploitRoutes.LIST + "/" + id);
    }
}

package dev.kamiyo.http;

import dev.kamiyo.merge.SubmissionStore.Submitted;

/// What the routes that take exploits and claims answer.
final class Submissions {
    private Submissions() {}

    /// @throws ProblemException when the key came with something else before
    static Response answer(Submitted submitted) {
        return switch (submitted) {
            case Submitted.Added added -> created(added.id().text(), added.json());
            case Submitted.Repeated repeated -> created(repeated.id().text(), repeated.json());
            case Submitted.OtherRequest _ -> throw Writes.reused();
        };
    }

    private static Response created(String id, String json) {
        return Response.of(201, "application/json", json).with("Location", ExploitRoutes.LIST + "/" + id);
    }
}

package dev.kamiyo.merge;

import dev.kamiyo.access.AuditStore;
import dev.kamiyo.access.IdempotencyStore;
import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.access.IdempotencyStore.Once;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.FactsJson;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// What callers add by hand or report by program, each at most once per idempotency key. Stateless.
public final class SubmissionStore {
    /// The name of hand-made claims among the sources.
    public static final String SOURCE = "manual";

    private final ExploitStore exploits;
    private final MergeStore merges;
    private final AuditStore audit = new AuditStore();
    private final IdempotencyStore idempotency = new IdempotencyStore();

    /// @param exploits tells what an exploit looks like afterwards
    /// @param merges keeps the claims
    public SubmissionStore(ExploitStore exploits, MergeStore merges) {
        this.exploits = exploits;
        this.merges = merges;
    }

    /// What became of a submission.
    public sealed interface Submitted {
        /// It is in the data.
        ///
        /// @param id the exploit that it is part of
        record Added(ExploitId id, String json) implements Submitted {}

        /// The same request came before; this is its first answer.
        record Repeated(ExploitId id, String json) implements Submitted {}

        /// The key belongs to another request; nothing was written.
        record OtherRequest() implements Submitted {}
    }

    /// Adds what somebody wrote by hand, or finds the answer to the same request.
    public Submitted add(Tx tx, Submission submission) {
        var facts = FactsJson.write(submission.facts()).toString();
        return once(
                tx,
                submission.caller(),
                submission.idempotencyKey(),
                facts,
                () -> new Claim(SOURCE, UUID.randomUUID().toString(), null, submission.facts(), facts));
    }

    /// Keeps a claim that a team's own program reports, or finds the answer to the same request. The same claim again
    /// says what is known now.
    ///
    /// @param caller who reports it
    public Submitted report(Tx tx, String caller, Optional<String> idempotencyKey, Claim claim) {
        var request = claim.id() + "\n" + claim.url() + "\n" + FactsJson.write(claim.facts());
        return once(tx, caller, idempotencyKey, request, () -> claim);
    }

    private Submitted once(
            Tx tx, String caller, Optional<String> idempotencyKey, String request, Supplier<Claim> claim) {
        return switch (idempotency.once(tx, caller, idempotencyKey, request, () -> save(tx, caller, claim.get()))) {
            case Once.First(var answer) -> new Submitted.Added(id(answer), answer.body());
            case Once.Repeated(var answer) -> new Submitted.Repeated(id(answer), answer.body());
            case Once.OtherRequest _ -> new Submitted.OtherRequest();
        };
    }

    private Answer save(Tx tx, String caller, Claim claim) {
        var id = merges.save(tx, claim).exploit();
        audit.put(tx, caller, "report", claim.id().toString(), null, "{}");
        return new Answer(201, id.text(), exploits.find(tx, id).orElseThrow());
    }

    private static ExploitId id(Answer answer) {
        return new ExploitId(Objects.requireNonNull(answer.subject(), "a submission makes an exploit"));
    }
}

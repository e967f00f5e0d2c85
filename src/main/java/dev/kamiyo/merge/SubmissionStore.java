package dev.kamiyo.merge;

import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.files.Sha256;
import dev.kamiyo.journal.Table;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// What callers add by hand or report by program, each at most once per idempotency key. A key lives as long as the
/// data. Stateless.
public final class SubmissionStore {
    /// The name of hand-made claims among the sources.
    public static final String SOURCE = "manual";

    private static final Table KEYS =
            new Table("idempotency", List.of("caller", "key"), List.of("request", "exploit_id", "answer", "at"));

    private final ExploitStore exploits;
    private final MergeStore merges;
    private final AuditStore audit = new AuditStore();

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

    private record Earlier(String request, ExploitId id, String answer) {}

    /// Adds what somebody wrote by hand, or finds the answer to the same request.
    public Submitted add(Tx tx, Submission submission) {
        var facts = FactsJson.write(submission.facts()).toString();
        return once(
                tx,
                submission.caller(),
                submission.idempotencyKey(),
                Sha256.hex(facts),
                () -> new Claim(SOURCE, UUID.randomUUID().toString(), null, submission.facts(), facts));
    }

    /// Keeps a claim that a team's own program reports, or finds the answer to the same request. The same claim again
    /// says what is known now.
    ///
    /// @param caller who reports it
    public Submitted report(Tx tx, String caller, Optional<String> idempotencyKey, Claim claim) {
        var request = claim.id() + "\n" + claim.url() + "\n" + FactsJson.write(claim.facts());
        return once(tx, caller, idempotencyKey, Sha256.hex(request), () -> claim);
    }

    private Submitted once(
            Tx tx, String caller, Optional<String> idempotencyKey, String request, Supplier<Claim> claim) {
        var earlier = idempotencyKey.flatMap(key -> earlier(tx, caller, key));
        if (earlier.isPresent()) {
            var first = earlier.get();
            return first.request.equals(request)
                    ? new Submitted.Repeated(first.id, first.answer)
                    : new Submitted.OtherRequest();
        }
        var said = claim.get();
        var id = merges.save(tx, said).exploit();
        audit.put(tx, caller, "report", said.id().toString(), null, "{}");
        var json = exploits.find(tx, id).orElseThrow();
        idempotencyKey.ifPresent(key ->
                tx.put(KEYS, caller, key, request, id.text(), json, tx.at().toString()));
        return new Submitted.Added(id, json);
    }

    private static Optional<Earlier> earlier(Tx tx, String caller, String key) {
        return tx.one(
                "SELECT request, exploit_id, answer FROM idempotency WHERE caller = ? AND key = ?",
                row -> new Earlier(row.getString(1), new ExploitId(row.getString(2)), row.getString(3)),
                caller,
                key);
    }
}

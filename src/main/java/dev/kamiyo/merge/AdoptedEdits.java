package dev.kamiyo.merge;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.EditRefusedException;
import dev.kamiyo.db.Tx;
import dev.kamiyo.exploit.ClaimStore;
import dev.kamiyo.exploit.ExploitId;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.FactsJson;
import dev.kamiyo.exploit.InvalidExploitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of rows that were edited by hand once a person adopts them. The row of an exploit is resolved anew with
/// each change of its claims: what the hand wrote there becomes a correction, which stands above them all.
///
/// Stateless; safe for use by many threads.
public final class AdoptedEdits implements Database.Adopted {
    private static final String TABLE = "exploits";
    private static final Person PERSON = new Person("edit by hand", true);
    private static final String REASON = "the row was edited in the file, and the edit adopted";

    /// Those that follow from the claims, and from the correction itself.
    private static final Set<String> FOLLOWING = Set.of("modified_at", "severity", "sources", "protocol");

    private static final Set<String> FOLLOWING_COLUMNS = Set.of("modified_at", "severity", "sources", "protocol_slug");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ExploitStore exploits;
    private final CorrectionStore corrections;
    private final ExploitJson parser;
    private final ClaimStore claims = new ClaimStore();

    /// @param corrections keeps what the hand wrote
    /// @param parser checks it
    public AdoptedEdits(ExploitStore exploits, CorrectionStore corrections, ExploitJson parser) {
        this.exploits = exploits;
        this.corrections = corrections;
        this.parser = parser;
    }

    /// A correction has the number of its write, and so has its line in the audit log.
    @Override
    public boolean needsItsOwnWrite(String table) {
        return table.equals(TABLE);
    }

    @Override
    public Set<String> following(String table) {
        return table.equals(TABLE) ? FOLLOWING_COLUMNS : Set.of();
    }

    @Override
    public void row(Tx tx, String table, String key) {
        if (!table.equals(TABLE)) {
            return;
        }
        var id = new ExploitId(key);
        exploits.adopted(tx, id);
        var row = exploits.find(tx, id).map(JSON::readTree);
        var said = claims.of(tx, id).stream().map(Said::of).toList();
        if (row.isEmpty() || exploits.isRetired(tx, id) || said.stream().allMatch(Said::isCorrection)) {
            return; // deleted, or nothing will ever resolve it anew
        }
        var fields = corrected(row.get(), FactsJson.write(Resolution.of(said).facts()));
        if (fields.isEmpty()) {
            throw new EditRefusedException("what was changed there is worked out by the service");
        }
        corrections.propose(tx, PERSON, id, fields, REASON, this::facts);
        var standing = exploits.find(tx, id).map(JSON::readTree).orElseThrow();
        var other = different(row.get(), standing);
        if (!other.isEmpty()) {
            throw new EditRefusedException(String.join(", ", other) + " cannot be corrected to this");
        }
    }

    /// The members in which a row differs from what its claims say.
    private static ObjectNode corrected(JsonNode row, JsonNode said) {
        var fields = JSON.createObjectNode();
        for (var field : Field.values()) {
            var member = field.label();
            var wanted = field == Field.PROTOCOL ? row.path(member).path("name") : row.path(member);
            if (!isSame(wanted, said.path(member))) {
                fields.set(member, wanted.isMissingNode() ? JSON.nullNode() : wanted);
            }
        }
        var precision = row.path("occurred_precision");
        boolean isTime = fields.has("occurred_at") || !precision.equals(said.path("occurred_precision"));
        if (isTime && row.path("occurred_at").isString()) {
            fields.set("occurred_at", row.path("occurred_at"));
            fields.set("occurred_precision", precision);
        }
        return fields;
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals(other) || (one.isMissingNode() && other.isNull());
    }

    private static List<String> different(JsonNode wanted, JsonNode standing) {
        var found = new ArrayList<String>();
        for (var member : ExploitStore.MEMBERS) {
            if (!FOLLOWING.contains(member) && !isSame(wanted.path(member), standing.path(member))) {
                found.add(member);
            }
        }
        return found;
    }

    private Facts facts(String fields, String title) {
        try {
            return parser.readFields((ObjectNode) JSON.readTree(fields), title);
        } catch (InvalidExploitException e) {
            throw new EditRefusedException(e.why());
        }
    }
}

package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.ChangeStore;
import dev.kamiyo.journal.Head;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What changed, write by write, so that others can keep a mirror.
final class ChangeRoutes {
    private static final Pattern SINCE = Pattern.compile("(?:([0-9a-f]{8})-)?(\\d{1,18})");
    private static final int MOST = 1_000;
    private static final int DEFAULT = 100;

    private final Database database;
    private final ChangeStore changes = new ChangeStore();

    ChangeRoutes(Database database) {
        this.database = database;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/changes", this::changes, "since", "limit"));
    }

    private Response changes(Request request) {
        int limit = request.number("limit", 1, MOST, DEFAULT);
        var since = request.query().getOrDefault("since", "0");
        var parts = SINCE.matcher(since);
        if (!parts.matches()) {
            throw new ProblemException(Problem.invalidParameter(
                    "since", "since is 0 for the beginning, or the 'next' of the answer before"));
        }
        var epoch = Optional.ofNullable(parts.group(1)).orElse("");
        long seq = Long.parseLong(parts.group(2));
        check("since", epoch, seq, database.head());
        return Response.json(database.read(reader -> {
            var now = changes.epoch(reader);
            return epoch.isEmpty() || epoch.equals(now) ? after(reader, now, seq, limit) : reset();
        }));
    }

    /// @param epoch of the place; empty for the one that there is
    /// @param head the last line of the journal, which has all that anybody can have been told
    /// @throws ProblemException when a place is behind a write that is still to come
    static void check(String parameter, String epoch, long seq, Head head) {
        if (seq > head.seq() && (epoch.isEmpty() || epoch.equals(head.epoch()))) {
            throw new ProblemException(Problem.invalidParameter(
                    parameter, parameter + " is a write that is still to come: the last one is " + head));
        }
    }

    /// The data went back to an earlier time, or are others: what the caller has may be more than there is.
    private static String reset() {
        return "{\"reset\":true,\"changes\":[],\"next\":\"0\",\"more\":true}";
    }

    /// The changes of whole writes, so that a number is enough to go on from.
    private String after(Reader reader, String epoch, long seq, int limit) {
        var upto = changes.last(reader, seq, limit);
        long head = Math.max(seq, reader.seq()); // a backup that answers may know less than the caller
        long next = upto.isPresent() ? upto.getAsLong() : head;
        boolean more = upto.isPresent() && changes.last(reader, next, 1).isPresent();
        var json = new StringBuilder("{\"reset\":false,\"changes\":[");
        boolean first = true;
        for (var change : changes.between(reader, seq, next)) {
            json.append(first ? "" : ",").append(change.told());
            first = false;
        }
        json.append("],\"next\":\"").append(epoch).append('-').append(more ? next : head);
        return json.append("\",\"more\":").append(more).append('}').toString();
    }
}

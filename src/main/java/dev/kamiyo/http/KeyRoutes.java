package dev.kamiyo.http;

import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.access.Key;
import dev.kamiyo.access.Keyring;
import dev.kamiyo.access.Role;
import dev.kamiyo.db.Database;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// API keys: listed, made and revoked by admins.
final class KeyRoutes {
    private static final String PATH = "/api/v1/keys";
    private static final int NAME = 100;
    private static final int TIME = 40;
    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::label).toList();

    /// Behind all times of four digits' years, which sort as they are written.
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

    private final Keyring keys;
    private final Writes writes;
    private final InstantSource clock;

    KeyRoutes(Database database, Keyring keys, InstantSource clock) {
        this.keys = keys;
        this.writes = new Writes(database);
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, Route.Access.ADMIN, _ -> list()),
                Route.post(PATH, Route.Access.ADMIN, this::create),
                Route.post(PATH + "/{id}/revoke", Route.Access.ADMIN, this::revoke));
    }

    private Response list() {
        var array = JsonMapper.shared().createArrayNode();
        keys.list().forEach(key -> array.add(json(key)));
        return Response.json(array.toString());
    }

    /// The key itself is told once: it is neither kept nor told again to a repeat.
    private Response create(Request request) {
        var body = Body.of(request, "name", "role", "expires_at");
        var name = body.text("name", NAME);
        var role = Role.of(body.choice("role", ROLES));
        var expires = body.optional("expires_at", TIME).map(this::end).orElse(null);
        var secret = new AtomicReference<@Nullable String>();
        var answer = writes.once(request, "create a key", tx -> {
            var made = keys.create(tx, request.caller(), name, role, expires);
            secret.set(made.secret());
            return new Answer(201, made.key().id(), json(made.key()).toString());
        });
        keys.reload();
        var json = (ObjectNode) JsonMapper.shared().readTree(answer.body());
        json.put("key", secret.get());
        return Response.of(answer.status(), "application/json", json.toString());
    }

    private Instant end(String text) {
        var end = time(text);
        if (end.isEmpty() || !end.get().isAfter(clock.instant()) || !end.get().isBefore(LATEST)) {
            throw new ProblemException(Problem.invalidBody(
                    "expires_at",
                    "expires_at is a day (2027-01-31) or a time (2027-01-31T12:00:00Z) to come, up to the year 9999",
                    null));
        }
        return end.get();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private Response revoke(Request request) {
        var reason = Body.orNone(request, "reason").optional("reason", Body.REASON);
        var id = request.part("id");
        var answer = writes.once(request, "revoke a key", tx -> {
            var key = keys.revoke(tx, request.caller(), id, reason.orElse(null));
            return key.map(k -> new Answer(200, id, json(k).toString()))
                    .orElseThrow(() -> new ProblemException(Problem.notFound("id", "there is no key of this id")));
        });
        keys.reload();
        return Response.of(answer);
    }

    private static ObjectNode json(Key key) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("id", key.id()).put("name", key.name()).put("role", key.role().label());
        json.put("created_at", key.createdAt().toString()).put("created_by", key.createdBy());
        json.put("expires_at", text(key.expiresAt())).put("revoked_at", text(key.revokedAt()));
        json.put("last_used_at", text(key.lastUsedAt()));
        return json;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}

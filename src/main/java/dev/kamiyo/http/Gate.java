package dev.kamiyo.http;

import dev.kamiyo.access.Caller;
import dev.kamiyo.access.KeyCheck;
import dev.kamiyo.access.Keyring;
import dev.kamiyo.access.Proxies.Client;
import dev.kamiyo.access.RateLimits;
import dev.kamiyo.access.RateLimits.Taken;
import dev.kamiyo.access.Role;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Tells who makes a request, whether they may, and whether it is one too many. Safe for use by many threads.
final class Gate {
    /// The name of the connector that only the machine's own verbs can reach.
    static final String LOCAL = "local";

    private final AccessPolicy policy;
    private final Keyring keys;
    private final @Nullable RateLimits limits;

    Gate(AccessPolicy policy, Keyring keys) {
        this.policy = policy;
        this.keys = keys;
        this.limits = policy.perMinute() == 0 ? null : new RateLimits(policy.perMinute(), System::nanoTime);
    }

    /// Who makes a request. It is counted, unless it is free.
    ///
    /// @param free whether it is for what is always open, and so not counted
    /// @param answer gets the headers that tell how many are left
    /// @throws ProblemException when it carries a key that does not count, or there were too many
    Caller admit(Request request, boolean free, HttpFields.Mutable answer) {
        if (LOCAL.equals(request.getConnectionMetaData().getConnector().getName())) {
            return new Caller.Local();
        }
        var check = key(request).map(keys::find);
        if (limits != null && !free) {
            var taken = check.isPresent() && check.get() instanceof KeyCheck.Valid(var holder)
                    ? isLocal(request) ? null : limits.take(holder)
                    : take(limits, client(request));
            if (taken != null) {
                tell(taken, answer);
            }
        }
        return check.map(Gate::caller).orElseGet(Caller.Anonymous::new);
    }

    private static @Nullable Taken take(RateLimits limits, @Nullable Client client) {
        return client == null || client.isLocal() ? null : limits.take(client.address());
    }

    private boolean isLocal(Request request) {
        var client = client(request);
        return client != null && client.isLocal();
    }

    private @Nullable Client client(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
            return null;
        }
        if (!policy.proxies().trusts(peer.getAddress())) {
            return new Client(peer.getAddress(), false);
        }
        return policy.proxies()
                .client(
                        peer.getAddress(),
                        HeaderLines.joined(request.getHeaders(), HttpHeader.X_FORWARDED_FOR),
                        HeaderLines.joined(request.getHeaders(), HttpHeader.FORWARDED));
    }

    private static void tell(Taken taken, HttpFields.Mutable answer) {
        answer.put("RateLimit-Policy", "\"" + taken.policy() + "\";q=" + taken.quota() + ";w=60");
        answer.put("RateLimit", "\"" + taken.policy() + "\";r=" + taken.left() + ";t=" + taken.full());
        if (!taken.allowed()) {
            throw new ProblemException(new Problem(
                    429,
                    "too-many-requests",
                    "There were too many requests",
                    "at most " + taken.quota() + " a minute are answered to "
                            + (taken.policy().equals("key") ? "a key" : "an address without a key")
                            + "; the next one in " + taken.retryAfter() + " s",
                    null,
                    null,
                    Map.of("Retry-After", String.valueOf(taken.retryAfter()))));
        }
    }

    private static Optional<String> key(Request request) {
        return HeaderLines.only(request.getHeaders(), "Authorization").map(header -> {
            if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
                throw new ProblemException(unauthorized("the Authorization header is of another kind than Bearer"));
            }
            return header.substring(7).strip();
        });
    }

    private static Caller caller(KeyCheck check) {
        return switch (check) {
            case KeyCheck.Valid valid -> valid.caller();
            case KeyCheck.Unknown _ -> throw new ProblemException(unauthorized("this key is not known"));
            case KeyCheck.Expired expired ->
                throw new ProblemException(unauthorized("this key expired at " + expired.at()));
            case KeyCheck.Revoked revoked ->
                throw new ProblemException(unauthorized("this key was revoked at " + revoked.at()));
        };
    }

    /// @throws ProblemException when the caller may not use a route
    void permit(Route route, Caller caller) {
        var due =
                switch (route.access()) {
                    case OPEN, READ, LOCAL -> Role.READ;
                    case WRITE -> Role.WRITE;
                    case ADMIN -> Role.ADMIN;
                };
        boolean closed =
                policy.readingNeedsKey() && route.access() == Route.Access.READ && caller instanceof Caller.Anonymous;
        if (caller.may(due) && !closed) {
            return;
        }
        throw new ProblemException(
                caller instanceof Caller.Anonymous
                        ? unauthorized("this needs a key: Authorization: Bearer kym_…")
                        : Problem.forbidden(due == Role.ADMIN ? "an admin key is due" : "a key that may write is due"));
    }

    private static Problem unauthorized(String detail) {
        return new Problem(
                401,
                "unauthorized",
                "A key is needed",
                detail,
                "Authorization",
                null,
                Map.of("WWW-Authenticate", "Bearer realm=\"kamiyo\""));
    }
}

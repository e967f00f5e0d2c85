package dev.kamiyo.access;

import dev.kamiyo.access.KeyStore.Kept;
import dev.kamiyo.db.CopyStatus;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.Tx;
import dev.kamiyo.files.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// API keys, in memory: a request with a key needs no look into the data, so keys work whatever happens to them.
/// Safe for use by many threads.
///
/// Only the SHA-256 of a key is kept: it is 192 random bits, or at least 20 characters that an operator chose, so it
/// cannot be guessed from it. A change of a key counts at once; one that was made past this class (an edit by hand
/// that was adopted) within about a second. The last use is written at most once an hour, while both copies are well.
public final class Keyring implements AutoCloseable {
    /// The shortest key that an operator may set.
    public static final int SHORTEST = 20;

    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration USE = Duration.ofHours(1);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final String FIRST = "first-admin";
    private static final String SET = "environment";
    private static final SecureRandom RANDOM = new SecureRandom();

    /// The keys as they were at a write, and when that was looked at.
    private record Ring(Map<String, Key> bySum, Map<String, Key> byId, long seq, Instant at) {
        Ring(List<Kept> kept, long seq, Instant at) {
            this(
                    kept.stream().collect(Collectors.toUnmodifiableMap(Kept::sha256, Kept::key)),
                    kept.stream().map(Kept::key).collect(Collectors.toUnmodifiableMap(Key::id, Function.identity())),
                    seq,
                    at);
        }
    }

    /// A key that was made just now.
    ///
    /// @param secret the key itself; this is the only time that it can be read
    public record Made(String secret, Key key) {}

    private final Database database;
    private final Clock clock;
    private final KeyStore store = new KeyStore();
    private final AuditStore audit = new AuditStore();
    private final ReentrantLock loading = new ReentrantLock();
    private final AtomicBoolean glancing = new AtomicBoolean();
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> nextKeep;
    private volatile @Nullable Ring ring;

    /// @param database where keys are kept
    /// @param clock tells when a key ends
    public Keyring(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.nextKeep = new AtomicReference<>(clock.instant().plus(USE));
        reload();
    }

    /// Makes the first admin key if there is no key at all, and answers it; this is the only time that it can be read.
    public Optional<String> createFirst() {
        if (!database.read(store::isEmpty)) {
            return Optional.empty(); // without a write: a start must not fail because the file is locked
        }
        var secret = secret();
        boolean made = database.write(tx -> {
            if (!store.isEmpty(tx)) {
                return false;
            }
            put(tx, secret, new Key(FIRST, FIRST, Role.ADMIN, now(tx), null, null, null, null));
            return true;
        });
        reload();
        return made ? Optional.of(secret) : Optional.empty();
    }

    /// Makes the key that an operator set an admin key; the one that was set before stops working. A key that was taken
    /// back stays so, or each start would give it out again.
    ///
    /// @return since when it is taken back; empty when it works
    /// @throws IllegalArgumentException when it is shorter than [#SHORTEST]
    public Optional<Instant> set(String secret) {
        if (secret.length() < SHORTEST) {
            throw new IllegalArgumentException("an admin key has at least " + SHORTEST + " characters");
        }
        var known = database.read(reader -> store.findBySum(reader, Sha256.hex(secret)))
                .map(kept -> check(kept.key()));
        if (known.isPresent() && known.get() instanceof KeyCheck.Revoked revoked) {
            return Optional.of(revoked.at());
        }
        if (known.isPresent()
                && known.get() instanceof KeyCheck.Valid valid
                && valid.caller().may(Role.ADMIN)) {
            return Optional.empty();
        }
        database.write(tx -> {
            var id = store.findBySum(tx, Sha256.hex(secret))
                    .map(kept -> kept.key().id())
                    .orElse(SET);
            put(tx, secret, new Key(id, SET, Role.ADMIN, now(tx), null, null, null, null));
            return id;
        });
        reload();
        return Optional.empty();
    }

    /// All keys, the latest first, with their last uses.
    public List<Key> list() {
        return database.read(store::all).stream()
                .map(kept -> withUse(kept.key()))
                .toList();
    }

    private Key withUse(Key key) {
        var use = uses.get(key.id());
        return use == null ? key : key.used(use);
    }

    /// Makes a key, within a write after which [#reload] is due.
    ///
    /// @param by who makes it
    /// @param expires null for never
    public Made create(Tx tx, Caller by, String name, Role role, @Nullable Instant expires) {
        var secret = secret();
        var key = new Key(newId(), name, role, now(tx), by.name(), expires, null, null);
        put(tx, secret, key);
        audit.put(tx, by.name(), "create key", key.id(), null, detail(key));
        return new Made(secret, key);
    }

    /// Takes a key back, within a write after which [#reload] is due; one that was taken back before stays as it is.
    ///
    /// @param reason for the audit log; null when none was given
    /// @return the key; empty when there is none with this id
    public Optional<Key> revoke(Tx tx, Caller by, String id, @Nullable String reason) {
        var found = store.find(tx, id);
        if (found.isEmpty() || found.get().key().revokedAt() != null) {
            return found.map(kept -> withUse(kept.key()));
        }
        var revoked = withUse(found.get().key()).revoked(now(tx));
        store.put(tx, new Kept(found.get().sha256(), revoked));
        audit.put(tx, by.name(), "revoke key", id, reason, detail(revoked));
        return Optional.of(revoked);
    }

    private static String detail(Key key) {
        return "{\"role\":\"" + key.role().label() + "\",\"expires_at\":"
                + (key.expiresAt() == null ? "null" : "\"" + key.expiresAt() + "\"") + "}";
    }

    private void put(Tx tx, String secret, Key key) {
        store.put(tx, new Kept(Sha256.hex(secret), key));
    }

    private static Instant now(Tx tx) {
        return tx.at().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String secret() {
        var random = new byte[24];
        RANDOM.nextBytes(random);
        return "kym_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String newId() {
        var random = new byte[6];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /// Whose key this is, from memory, unless no look at the data has succeeded since the start.
    ///
    /// @throws DbFaultException when there is nothing to tell it from
    public KeyCheck find(String secret) {
        var known = ring;
        if (known == null) {
            load();
            known = ring;
        } else if (known.seq != database.seq() && glancing.compareAndSet(false, true)) {
            glance(known);
        }
        var key = known == null ? null : known.bySum.get(Sha256.hex(secret));
        if (key == null) {
            return new KeyCheck.Unknown();
        }
        var check = check(key);
        if (check instanceof KeyCheck.Valid) {
            uses.put(key.id(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
            keepUsesWhenDue();
        }
        return check;
    }

    /// Whether somebody whose request was let in would be let in again, from memory. For answers that last.
    public boolean counts(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous _, Caller.Local _ -> true;
            case Caller.KeyHolder holder -> {
                var known = ring;
                var key = known == null ? null : known.byId.get(holder.id());
                yield key != null && check(key) instanceof KeyCheck.Valid;
            }
        };
    }

    private KeyCheck check(Key key) {
        if (key.revokedAt() != null) {
            return new KeyCheck.Revoked(key.revokedAt());
        }
        if (key.expiresAt() != null && !clock.instant().isBefore(key.expiresAt())) {
            return new KeyCheck.Expired(key.expiresAt());
        }
        return new KeyCheck.Valid(new Caller.KeyHolder(key.id(), key.role()));
    }

    /// Something was written since: it is looked after once a second, beside the requests.
    private void glance(Ring known) {
        if (clock.instant().isBefore(known.at.plus(GLANCE))) {
            glancing.set(false);
            return;
        }
        Thread.ofVirtual().name("keys").start(() -> {
            try {
                reload();
            } finally {
                glancing.set(false);
            }
        });
    }

    /// Looks at the keys again, which is due after they were changed. When it cannot, the next requests do.
    public void reload() {
        try {
            load();
        } catch (DbFaultException _) {
            // what was known counts on; every request asks again
        }
    }

    private void load() {
        loading.lock();
        try {
            var read = database.ask(reader -> new Ring(store.all(reader), reader.seq(), clock.instant()));
            boolean old = read.origin().staleSince().isPresent();
            if (ring == null || !old) {
                ring = read.value();
            }
        } finally {
            loading.unlock();
        }
    }

    private void keepUsesWhenDue() {
        var due = nextKeep.get();
        var now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        boolean well = isWell();
        if (nextKeep.compareAndSet(due, now.plus(well ? USE : AGAIN)) && well) {
            keepUses();
        }
    }

    private boolean isWell() {
        return database.copies().stream().allMatch(CopyStatus::inService);
    }

    /// Puts the uses in line that are an hour later than what is kept. Nobody waits for it.
    private void keepUses() {
        var known = ring;
        if (known == null) {
            return;
        }
        var kept = known.byId;
        var late = uses.entrySet().stream()
                .filter(use -> kept.containsKey(use.getKey()) && isLate(kept.get(use.getKey()), use.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!late.isEmpty()) {
            var _ = database.submit(tx -> {
                late.forEach((id, at) -> store.find(tx, id)
                        .ifPresent(found -> store.put(
                                tx, new Kept(found.sha256(), found.key().used(at)))));
                return late.size();
            });
        }
    }

    private static boolean isLate(@Nullable Key kept, Instant use) {
        return kept != null
                && (kept.lastUsedAt() == null || !use.isBefore(kept.lastUsedAt().plus(USE)));
    }

    /// Keeps the last uses. The database is closed after it.
    @Override
    public void close() {
        if (isWell()) {
            reload();
            keepUses();
        }
    }
}

package dev.kamiyo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.access.Caller.KeyHolder;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFault;
import dev.kamiyo.files.Sha256;
import dev.kamiyo.journal.Table;
import dev.kamiyo.testing.TestDatabase;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class KeyringTest {
    private static final Caller ADMIN = new KeyHolder("admin", Role.ADMIN);

    @TempDir
    private Path folder = Path.of("");

    private final TestTime time = new TestTime();
    private Database database;
    private Keyring keys;

    @BeforeEach
    void open() throws IOException {
        database = TestDatabase.open(folder, time);
        keys = new Keyring(database, time);
    }

    @AfterEach
    void close() {
        keys.close();
        database.close();
    }

    private Keyring.Made make(Role role, @Nullable Instant expires) {
        var made = database.write(tx -> keys.create(tx, ADMIN, "of a test", role, expires));
        keys.reload();
        return made;
    }

    private @Nullable Key key(String id) {
        return keys.list().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    @Test
    void theFirstKeyIsMadeOnce() {
        var first = keys.createFirst().orElseThrow();
        assertThat(first).matches("kym_[A-Za-z0-9_-]{32}");
        assertThat(keys.find(first)).isEqualTo(new KeyCheck.Valid(new KeyHolder("first-admin", Role.ADMIN)));
        assertThat(keys.createFirst()).isEmpty();
    }

    @Test
    void onlyAChecksumIsKept() {
        var made = make(Role.WRITE, null);
        assertThat(database.<String>read(reader -> reader.list("SELECT * FROM keys", row -> {
                            var text = new StringBuilder();
                            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                                text.append(row.getString(i)).append(' ');
                            }
                            return text.toString();
                        })
                        .toString()))
                .contains(Sha256.hex(made.secret()))
                .doesNotContain(made.secret());
    }

    @Test
    void aKeyEndsWhenItsTimeIsOver() {
        var end = time.instant().plusSeconds(60);
        var made = make(Role.READ, end);
        assertThat(keys.find(made.secret())).isInstanceOf(KeyCheck.Valid.class);
        time.pass(Duration.ofSeconds(60));
        assertThat(keys.find(made.secret())).isEqualTo(new KeyCheck.Expired(end));
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndForGood() throws IOException {
        var made = make(Role.READ, null);
        var revoked = new KeyCheck.Revoked(time.instant());
        database.write(tx -> keys.revoke(tx, ADMIN, made.key().id(), "lost"));
        keys.reload();
        assertThat(keys.find(made.secret())).isEqualTo(revoked);
        time.pass(Duration.ofDays(1));
        database.write(tx -> keys.revoke(tx, ADMIN, made.key().id(), "again"));
        close();
        open();
        assertThat(keys.find(made.secret())).as("the first time counts").isEqualTo(revoked);
        assertThat(database.<Optional<Key>>write(tx -> keys.revoke(tx, ADMIN, "nobody", null)))
                .isEmpty();
    }

    @Test
    void theOperatorsKeyTakesThePlaceOfTheOneBefore() {
        keys.set("a key that was chosen");
        keys.set("another that was chosen");
        assertThat(keys.find("a key that was chosen")).isInstanceOf(KeyCheck.Unknown.class);
        assertThat(keys.find("another that was chosen")).isInstanceOf(KeyCheck.Valid.class);
        assertThatThrownBy(() -> keys.set("short")).isInstanceOf(IllegalArgumentException.class);

        var reader = make(Role.READ, null).secret();
        keys.set(reader);
        assertThat(keys.find(reader))
                .isInstanceOfSatisfying(
                        KeyCheck.Valid.class,
                        valid -> assertThat(valid.caller().role()).isEqualTo(Role.ADMIN));
    }

    @Test
    void aStartDoesNotGiveOutAKeyThatWasTakenBack() throws IOException {
        assertThat(keys.set("a key that was chosen")).isEmpty();
        assertThat(keys.set("a key that was chosen")).isEmpty();
        var revoked = time.instant();
        database.write(tx -> keys.revoke(tx, ADMIN, "environment", "lost"));
        time.pass(Duration.ofDays(1));
        close();
        open();
        assertThat(keys.set("a key that was chosen")).contains(revoked);
        assertThat(keys.find("a key that was chosen")).isEqualTo(new KeyCheck.Revoked(revoked));
        assertThat(keys.set("another that was chosen")).isEmpty();
        assertThat(keys.find("another that was chosen")).isInstanceOf(KeyCheck.Valid.class);
    }

    @Test
    void keysWorkWhileNothingCanBeRead() {
        var made = make(Role.READ, null);
        var seq = database.seq();
        for (var role : dev.kamiyo.db.Role.values()) {
            database.doubt(role, new DbFault.Corrupt(11));
        }
        time.pass(Duration.ofHours(3));
        for (int i = 0; i < 100; i++) {
            assertThat(keys.find(made.secret())).isInstanceOf(KeyCheck.Valid.class);
            time.pass(Duration.ofMinutes(2));
        }
        assertThat(database.seq()).as("no write while the data are not well").isEqualTo(seq);
    }

    @Test
    void aKeyThatWasPutPastThisClassIsFoundSoon() throws Exception {
        database.write(tx -> {
            tx.put(
                    Table.of("keys", "id", "sha256", "role", "created_at"),
                    "x",
                    Sha256.hex("by hand"),
                    "write",
                    "2026-01-01T00:00:00Z");
            return tx.seq();
        });
        Waiting.until(() -> {
            time.pass(Duration.ofMillis(300));
            return keys.find("by hand") instanceof KeyCheck.Valid;
        });
    }

    @Test
    void theLastUseIsWrittenAtMostOnceAnHour() throws Exception {
        var made = make(Role.READ, null);
        var id = made.key().id();
        var seq = database.seq();
        keys.find(made.secret());
        assertThat(key(id)).extracting(Key::lastUsedAt).isEqualTo(time.instant());
        time.pass(Duration.ofMinutes(59));
        keys.find(made.secret());
        assertThat(database.seq()).isEqualTo(seq);
        time.pass(Duration.ofMinutes(1));
        keys.find(made.secret());
        Waiting.until(() -> database.seq() == seq + 1);
        for (int i = 0; i < 100; i++) {
            keys.find(made.secret());
        }
        time.pass(Duration.ofMinutes(30));
        var last = time.instant();
        keys.find(made.secret());
        assertThat(database.seq()).isEqualTo(seq + 1);
        time.pass(Duration.ofMinutes(30));
        close();
        open();
        assertThat(key(id)).extracting(Key::lastUsedAt).isEqualTo(last.minus(Duration.ofMinutes(30)));
    }
}

package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A copy is healed from what is sound, and what a fault left is kept.
final class HealingTest extends OpenDatabase {
    private static final String MARK = "the word that rots";

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCopyIsNotBuiltFromOneThatHasRotted(Role role) throws Exception {
        fill();
        shell("dd if=/dev/zero of=" + database.copy(role).file() + " bs=100 count=1 conv=notrunc status=none");
        database.look();
        assertThat(database.copy(role).inService()).isFalse();
        rot(role.other());
        if (role == Role.PRIMARY) {
            database.healInPlace(role);
        } else {
            database.healAnew(role);
        }
        assertThat(database.copy(role).inService()).isTrue();
        assertThat(database.copy(role.other()).fault()).isPresent();
        database.healAnew(role.other());
        isSoundTwice();
    }

    @Test
    void bothCopiesAreHealedFromTheJournalWhenBothAreHurtAtOnce() throws Exception {
        fill();
        for (var role : Role.values()) {
            shell("head -c 9000 /dev/urandom | dd of=" + database.copy(role).file()
                    + " bs=9000 count=1 conv=notrunc status=none");
        }
        database.look();
        assertThat(database.copies()).noneMatch(CopyStatus::inService);
        database.healInPlace(Role.PRIMARY);
        database.healAnew(Role.STANDBY);
        isSoundTwice();
        assertThat(put(database, 1, 2)).isEqualTo(database.seq());
    }

    @Test
    void attemptsThatFailDoNotPushOutTheFirstEvidence() throws Exception {
        fill();
        for (var role : Role.values()) {
            shell("printf evidence | dd of=" + database.copy(role).file() + " conv=notrunc status=none");
        }
        database.look();
        try (Stream<Path> segments = Files.list(folder.resolve("journal"))) {
            for (var segment : segments.toList()) {
                Files.move(segment, folder.resolve("away-" + segment.getFileName()));
            }
        }
        for (int i = 0; i < 7; i++) {
            assertThatThrownBy(() -> database.healInPlace(Role.PRIMARY)).isInstanceOf(DbFaultException.class);
        }
        assertThat(quarantined()).hasSize(1);
        assertThat(Files.readString(quarantined().getFirst().resolve("kamiyo.db"), StandardCharsets.ISO_8859_1))
                .startsWith("evidence");
        shell("mv away-000001.ndjson journal/000001.ndjson");
        database.healInPlace(Role.PRIMARY);
        database.healAnew(Role.STANDBY);
        isSoundTwice();
    }

    @Test
    void theOtherCopyTakesAGroupThatFailedHalfwayOnceAndWhole() throws Exception {
        fill();
        var gate = new CountDownLatch(1);
        var runs = new AtomicInteger();
        var first = database.submit(tx -> waitFor(gate));
        var before = database.submit(tx -> put(tx, 3, 1 + tx.number("SELECT last FROM numbers WHERE year = 3")));
        var failing = database.submit(tx -> {
            if (runs.incrementAndGet() == 1) {
                throw new DbFaultException(new DbFault.Io(10), null);
            }
            return put(tx, 4, 1);
        });
        gate.countDown();
        Database.await(first);
        Database.await(before);
        Database.await(failing);
        assertThat(runs).hasValue(2);
        assertThat(database.copy(Role.PRIMARY).fault()).contains(new DbFault.Io(10));
        assertThat(last(database, 3)).isEqualTo(1);
        assertThat(last(database, 4)).isEqualTo(1);
        database.healInPlace(Role.PRIMARY);
        isSoundTwice();
    }

    @Test
    void aCopyInServiceNeedsNotCatchUpAndGroupsRunOnIt() throws Exception {
        var gate = new CountDownLatch(1);
        var group = heldUp(gate);
        try {
            assertThat(catchUpBeside().get(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            gate.countDown();
        }
        assertThat(group.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(database.copy(Role.PRIMARY).inService()).isTrue();
    }

    @Test
    void aCopyThatLeftWhileAGroupRanOnItComesBackBehindTheGroup() throws Exception {
        fill();
        var gate = new CountDownLatch(1);
        var group = heldUp(gate);
        database.doubt(Role.PRIMARY, new DbFault.Io(10));
        var back = catchUpBeside();
        assertThatThrownBy(() -> back.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        gate.countDown();
        assertThat(back.join()).isTrue();
        assertThat(Database.await(group)).isTrue();
        assertThat(last(database, 3)).isEqualTo(1);
        isSoundTwice();
    }

    /// A group that writes a row of key 3 and stays inside its command until a gate opens.
    private CompletableFuture<Boolean> heldUp(CountDownLatch gate) {
        var inside = new CountDownLatch(1);
        var group = database.submit(tx -> {
            put(tx, 3, 1);
            inside.countDown();
            return waitFor(gate);
        });
        assertThat(waitFor(inside)).isTrue();
        return group;
    }

    private CompletableFuture<Boolean> catchUpBeside() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                database.catchUp(Role.PRIMARY);
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void fill() {
        for (int i = 0; i < 50; i++) {
            int n = i;
            database.write(tx -> {
                tx.put(SOURCES, "s" + n, MARK + " ".repeat(300), null, null);
                return true;
            });
        }
        put(database, 1, 1);
        database.settle();
    }

    /// Changes values on the disk, of which no page and no index gives a sign.
    private void rot(Role role) throws IOException, InterruptedException {
        var target = database.copy(role).file();
        shell("for at in $(grep -abo '" + MARK + "' " + target + " | cut -d: -f1); do printf T | dd of=" + target
                + " bs=1 seek=$at conv=notrunc status=none; done");
    }

    private List<Path> quarantined() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("quarantine"))) {
            return all.toList();
        }
    }

    private void isSoundTwice() {
        for (var role : Role.values()) {
            assertThat(database.copy(role).inService()).as(role.label()).isTrue();
            assertThat(database.inspect(role)).isInstanceOf(Inspection.Sound.class);
        }
        assertThat(database.inspect(Role.PRIMARY)).isEqualTo(database.inspect(Role.STANDBY));
        assertThat(last(database, 1)).isPositive();
        assertThat(database.<Long>read(reader ->
                        reader.number("SELECT count(*) FROM sources WHERE validators = ?", MARK + " ".repeat(300))))
                .isEqualTo(50);
    }

    private void shell(String command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .as(command)
                .isZero();
    }
}

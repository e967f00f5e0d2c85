package dev.kamiyo.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// An older copy that somebody puts over the open file: what is read from it must become neither an answer nor a
/// write.
final class CopiedOverTest extends OpenDatabase {
    @Test
    void aWriteThatCountsOnDoesNotCountFromTheOlderCopy() throws Exception {
        for (int i = 0; i < 100; i++) {
            countOn();
        }
        database.settle();
        var older = folder.resolve("older.db");
        copy(file, older);
        for (int i = 0; i < 100; i++) {
            countOn();
        }
        database.settle();
        copy(older, file);
        assertThat(countOn()).isEqualTo(201);
        assertThat(last(database, 1)).isEqualTo(201);
        assertThat(database.copy(Role.PRIMARY).inService()).isFalse();
        assertThat(database.copy(Role.STANDBY).inService()).isTrue();
    }

    @Test
    void aReadDoesNotAnswerFromTheOlderCopy() throws Exception {
        put(database, 1, 1);
        database.settle();
        var older = folder.resolve("older.db");
        copy(file, older);
        put(database, 1, 2);
        database.settle();
        copy(older, file);
        for (int i = 0; i < 50; i++) {
            var read = database.ask(reader -> reader.number("SELECT last FROM numbers WHERE year = 1"));
            assertThat(read.value()).isEqualTo(2);
            assertThat(read.origin().from()).isEqualTo("standby");
        }
        database.healInPlace(Role.PRIMARY);
        assertThat(last(database, 1)).isEqualTo(2);
        assertThat(database.copy(Role.PRIMARY).inService()).isTrue();
    }

    private long countOn() {
        return database.write(tx -> {
            long next = tx.number("SELECT last FROM numbers WHERE year = 1") + 1;
            put(tx, 1, next);
            return next;
        });
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("cp", from.toString(), to.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}

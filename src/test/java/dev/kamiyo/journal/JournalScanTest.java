package dev.kamiyo.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever becomes of the files: a line that counts is one that was written, and harm is told.
final class JournalScanTest {
    private static final Head NOTHING = new Head("store", "0badcafe", 0, Head.GENESIS, Instant.EPOCH);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anEmptyFolderIsNoJournal() throws Exception {
        assertThat(JournalScan.of(folder).isEmpty()).isTrue();
        assertThat(JournalScan.of(folder.resolve("none")).isEmpty()).isTrue();
        Files.writeString(folder.resolve("notes.txt"), "not a segment");
        assertThat(JournalScan.of(folder).isEmpty()).isTrue();
    }

    @Test
    void aGroupThatBrokeOffAtTheEndIsTornAndNoHarm() throws Exception {
        write();
        Files.writeString(
                folder.resolve(Segment.name(2)), Files.readString(folder.resolve(Segment.name(2))) + "{\"seq\":11,");
        var chain = JournalScan.of(folder);
        assertThat(chain.harm()).isEmpty();
        assertThat(chain.torn()).isPresent();
        assertThat(chain.last())
                .hasValueSatisfying(run -> assertThat(run.last()).isEqualTo(10));
    }

    @Test
    void emptyLinesAtTheEndAreNothingAndElsewhereHarm() throws Exception {
        write();
        var second = folder.resolve(Segment.name(2));
        var text = Files.readString(second);
        Files.writeString(second, text + "\n".repeat(100_000));
        assertThat(JournalScan.of(folder).harm()).isEmpty();
        assertThat(JournalScan.of(folder).torn()).isEmpty();
        var found = new ArrayList<Long>();
        JournalScan.of(folder, 8, line -> found.add(line.seq()));
        assertThat(found).endsWith(9L, 10L);

        Files.writeString(second, text);
        var first = folder.resolve(Segment.name(1));
        var lines = new ArrayList<>(Files.readAllLines(first));
        lines.set(2, "\n\n");
        lines.set(4, "no line");
        Files.writeString(first, String.join("\n", lines) + "\n");
        assertThat(JournalScan.of(folder).harm())
                .extracting(JournalChain.Harm::line)
                .containsExactly(3, 7);
    }

    /// What the disk had not written of a group when the power was cut is the empty lines that stood there.
    @Test
    void aGroupOfWhichOnlyTheEndIsThereIsTorn() throws Exception {
        write();
        var second = folder.resolve(Segment.name(2));
        var before = Files.readString(second);
        try (var journal = new Journal(
                folder,
                Clock.systemUTC(),
                JournalScan.of(folder).last().map(this::head).orElseThrow(),
                2,
                2)) {
            JournalTest.append(journal, 3);
        }
        var group = Files.readAllLines(folder.resolve(Segment.name(3)));
        Files.delete(folder.resolve(Segment.name(3)));
        Files.writeString(
                second,
                before
                        + "\n".repeat(group.get(1).length() + 1)
                        + group.get(2).substring(0, 50)
                        + "\n".repeat(30)
                        + group.get(3)
                        + "\n".repeat(500));
        var chain = JournalScan.of(folder);
        assertThat(chain.torn()).contains(second);
        assertThat(chain.harm()).isEmpty();
        assertThat(chain.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.last()).isEqualTo(10));
    }

    @Test
    void whatLiesBeyondAWriteIsNotRead() throws Exception {
        write();
        var second = folder.resolve(Segment.name(2));
        Files.writeString(second, Files.readString(second).replace("{\"seq\":7,", "{\"seq\":7;"));
        assertThat(JournalScan.of(folder).torn()).isPresent();
        for (long to : new long[] {1, 3, 5, 6}) {
            var found = new ArrayList<Long>();
            var chain = JournalScan.of(folder, 0, to, line -> found.add(line.seq()));
            assertThat(found)
                    .as("up to %d", to)
                    .isEqualTo(LongStream.rangeClosed(1, to).boxed().toList());
            assertThat(chain.torn()).as("up to %d", to).isEmpty();
            assertThat(chain.harm()).as("up to %d", to).isEmpty();
        }
    }

    @Test
    void aMissingFileIsAGap() throws Exception {
        write();
        Files.copy(folder.resolve(Segment.name(2)), folder.resolve("away"));
        try (var journal = new Journal(
                folder,
                Clock.systemUTC(),
                JournalScan.of(folder).last().map(this::head).orElseThrow(),
                2,
                2)) {
            JournalTest.append(journal, 2);
        }
        Files.delete(folder.resolve(Segment.name(2)));
        var chain = JournalScan.of(folder);
        var runs = chain.runs();
        assertThat(runs).hasSize(2);
        assertThat(runs.getFirst().last()).isEqualTo(5);
        assertThat(runs.getLast().after()).isEqualTo(10);
        assertThat(chain.harm())
                .singleElement()
                .satisfies(harm -> assertThat(harm.words()).contains(Segment.name(3), "writes 6 to 10 are nowhere"));
        Files.createDirectory(folder.resolve(Segment.name(2)));
        assertThat(JournalScan.of(folder).harm())
                .singleElement()
                .satisfies(harm -> assertThat(harm.words())
                        .isEqualTo(folder.resolve(Segment.name(2)) + " cannot be read: Is a directory"));
        assertThat(JournalScan.of(folder).unread()).isEmpty();
        Files.delete(folder.resolve(Segment.name(3)));
        assertThat(JournalScan.of(folder).unread()).isPresent();
    }

    /// As a sync that failed soon after a new file was begun leaves it: the next one repeats more than it holds.
    @Test
    void aFileOfWhichNothingCountsIsNoGap() throws Exception {
        write();
        var first = Files.readAllLines(folder.resolve(Segment.name(1)));
        var second = Files.readAllLines(folder.resolve(Segment.name(2)));
        var third = LineJson.decode(first.get(3).getBytes(UTF_8)).orElseThrow();
        var repeating =
                new Segment(3, folder.resolve(Segment.name(3)), "store", third.epoch(), 2, 3, third.hash(), third.at());
        var lines = new ArrayList<String>();
        lines.add(new String(repeating.header(), UTF_8).strip());
        lines.addAll(first.subList(4, first.size()));
        lines.addAll(second.subList(1, second.size()));
        Files.write(repeating.file(), lines);
        var chain = JournalScan.of(folder);
        assertThat(chain.harm()).isEmpty();
        assertThat(chain.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.last()).isEqualTo(10));
    }

    @Test
    void harmIsToldAndEveryLineThatCountsIsOneThatWasWritten() throws Exception {
        var written = new HashSet<>(write());
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var names = List.of(Segment.name(1), Segment.name(2));
        for (int i = 0; i < 300; i++) {
            var file = folder.resolve(names.get(random.nextInt(2)));
            var whole = Files.readAllBytes(file);
            Files.write(file, harmed(whole, random));
            var found = new ArrayList<String>();
            var chain = JournalScan.of(folder, 0, line -> found.add(line.hash()));
            assertThat(written).as("seed %d, round %d", seed, i).containsAll(found);
            if (found.size() < written.size()) {
                assertThat(!chain.harm().isEmpty()
                                || chain.torn().isPresent()
                                || chain.runs().size() > 1
                                || chain.last().orElseThrow().last() < 10)
                        .as("seed %d, round %d", seed, i)
                        .isTrue();
            }
            Files.write(file, whole);
        }
    }

    /// Who has a write already is told the same of what follows it, whether the file is sound before it or not.
    @Test
    void whatFollowsAWriteIsFoundWithoutReadingAllBeforeIt() throws Exception {
        try (var journal = new Journal(folder, Clock.systemUTC(), NOTHING, 2, 0)) {
            for (int i = 0; i < 2; i++) {
                for (int group = 0; group < 100; group++) {
                    JournalTest.append(journal, 1 + group % 8);
                }
                journal.goOnFrom(journal.head());
            }
        }
        var all = hashes(0);
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var first = folder.resolve(Segment.name(1));
        var whole = Files.readAllBytes(first);
        int shorter = 0;
        int endOfFirst = all.size() / 2;
        for (int i = 0; i < 100; i++) {
            int from = i == 0 ? endOfFirst : 1 + random.nextInt(all.size());
            int handed = from == endOfFirst ? from : from - 1;
            var found = hashes(from);
            assertThat(found)
                    .as("seed %d, from %d", seed, from)
                    .endsWith(all.subList(handed, all.size()).toArray(String[]::new));
            if (from == endOfFirst) {
                var run = JournalScan.of(folder, from, _ -> {}).runs().getFirst();
                assertThat(run.after()).isEqualTo(from);
                assertThat(run.prev()).isEqualTo(all.get(from - 1));
            }
            shorter += found.size() < all.size() ? 1 : 0;
            Files.write(first, harmed(whole, random));
            var chain = JournalScan.of(folder, from, _ -> {});
            var after = hashes(from);
            assertThat(all).as("seed %d, from %d", seed, from).containsAll(after);
            boolean isAllThere = after.containsAll(all.subList(handed, all.size()));
            assertThat(isAllThere || !chain.harm().isEmpty() || chain.runs().size() > 1)
                    .as("seed %d, from %d", seed, from)
                    .isTrue();
            Files.write(first, whole);
        }
        assertThat(shorter).isGreaterThan(50);
    }

    private List<String> hashes(long from) throws Exception {
        var hashes = new ArrayList<String>();
        var chain = JournalScan.of(folder, from, line -> hashes.add(line.hash()));
        assertThat(chain.last()).isPresent();
        return hashes;
    }

    private static byte[] harmed(byte[] whole, SplittableRandom random) {
        var bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield bytes;
            }
            case 2 -> {
                Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(600)), (byte) 0);
                yield bytes;
            }
            default -> {
                var part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + random.nextInt(900)));
                var longer = Arrays.copyOf(bytes, bytes.length + part.length);
                System.arraycopy(part, 0, longer, bytes.length, part.length);
                yield longer;
            }
        };
    }

    private Head head(JournalChain.Run run) {
        return new Head("store", run.epoch(), run.last(), run.hash(), run.at());
    }

    /// Ten lines in two files; their hashes.
    private List<String> write() throws Exception {
        try (var journal = new Journal(folder, Clock.systemUTC(), NOTHING, 2, 0)) {
            JournalTest.append(journal, 3);
            JournalTest.append(journal, 2);
            journal.goOnFrom(journal.head());
            JournalTest.append(journal, 1);
            JournalTest.append(journal, 4);
        }
        var hashes = new ArrayList<String>();
        JournalScan.of(folder, 0, line -> hashes.add(line.hash()));
        assertThat(hashes).hasSize(10);
        return hashes;
    }
}

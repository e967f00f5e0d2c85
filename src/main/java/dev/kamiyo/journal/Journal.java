package dev.kamiyo.journal;

import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.NamedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The acknowledged writes, a line each, appended and synced by the writer before anybody is told that they are safe.
///
/// A segment on which a write or sync failed, or which somebody unlinked or cut, is never touched again: the next
/// group begins a new one that repeats from memory what stands near the doubtful place. [#append] belongs to the
/// writer's thread; the rest is safe for use by many threads.
public final class Journal implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("journal");
    private static final long LARGEST = 16 << 20;
    private static final int NEAR = 64 << 10;

    /// Empty lines that a file is made longer by at once. To write over them costs a sync half as much as to make the
    /// file longer with each group; whoever reads passes over them.
    private static final int AHEAD = 256 << 10;

    private static final ByteBuffer EMPTY_LINES = emptyLines();

    /// A group from which on it does not pay.
    private static final int LARGE = AHEAD / 4;

    /// Bytes that must be free for it: where room is scarce, others need it more.
    private static final long ROOM = 16 << 20;

    private final Path folder;
    private final Clock clock;
    private final Recent recent = new Recent();

    private volatile Head head;
    private volatile int schema;
    private int highest;
    private @Nullable Open open;
    private Begin next = Begin.AT_HEAD;
    private String hurt = "";

    /// The segment that is appended to.
    private static final class Open {
        private final Segment segment;
        private final FileChannel channel;
        private final NamedFile name;
        private final Optional<NamedFile.Now> begun;

        /// Where the next line goes.
        private long length;

        /// The file's size: empty lines stand behind the last one.
        private long size;

        /// Whether bytes of a group that is not safe yet may be in the file.
        private boolean isTouched;

        Open(Segment segment, FileChannel channel, long length) throws IOException {
            this.segment = segment;
            this.channel = channel;
            this.name = new NamedFile(segment.file());
            this.begun = name.look();
            this.length = length;
            this.size = length;
        }
    }

    /// Where the next segment begins.
    private enum Begin {
        /// Behind the last line.
        AT_HEAD,
        /// A little before it, where a failed sync may have harmed what shares a block with it.
        NEAR_HEAD,
        /// As far back as the memory goes, since the file lost its lines.
        FAR_BACK
    }

    /// @param head the last line that counts
    /// @param schema the version of the schema that the lines are written under
    /// @param highest the highest number of a segment that is there
    public Journal(Path folder, Clock clock, Head head, int schema, int highest) {
        this.folder = folder;
        this.clock = clock;
        this.head = head;
        this.schema = schema;
        this.highest = highest;
    }

    /// The last line that is safe.
    public Head head() {
        return head;
    }

    /// The data's schema has this version from now on.
    public void schemaIs(int version) {
        schema = version;
    }

    /// Appends lines and syncs them. They follow the head.
    ///
    /// @throws JournalException when they are not safe; the head is what it was
    public void append(List<LineJson.Encoded> lines) throws JournalException {
        var bytes = bytes(lines);
        boolean untouched = true;
        for (int attempt = 0; ; attempt++) {
            try {
                var now = segment(bytes.length);
                untouched = false;
                write(now, bytes);
                break;
            } catch (IOException e) {
                untouched |= attempt == 0 && open != null && unchanged(open);
                next = open == null ? next : Begin.NEAR_HEAD;
                drop();
                if (attempt == 1) {
                    throw new JournalException(untouched, e);
                }
                log.warn("a group was not safe in the journal: {}; it goes into a new segment", e.getMessage());
            }
        }
        recent.add(lines.getFirst().line().seq(), lines.size(), bytes);
        head = lines.getLast().line().head(head.store());
    }

    /// Whether a failed attempt left the file as it was.
    private static boolean unchanged(Open now) {
        try {
            return !now.isTouched && now.channel.size() == now.size;
        } catch (IOException _) {
            return false;
        }
    }

    private static byte[] bytes(List<LineJson.Encoded> lines) {
        var all = new ByteArrayOutputStream(
                lines.stream().mapToInt(line -> line.bytes().length).sum());
        lines.forEach(line -> all.writeBytes(line.bytes()));
        return all.toByteArray();
    }

    private Open segment(int coming) throws IOException {
        var now = open;
        if (now != null && now.length + coming <= LARGEST) {
            return now;
        }
        hurt = check(); // only its handle can tell what was in a file that is gone
        end();
        var begun = begin();
        open = begun;
        next = Begin.AT_HEAD;
        return begun;
    }

    private static void write(Open now, byte[] bytes) throws IOException {
        int written = now.channel.write(ByteBuffer.wrap(bytes), now.length);
        now.isTouched = written > 0;
        if (written < bytes.length) {
            throw new IOException("only " + written + " of " + bytes.length + " bytes were written");
        }
        long end = now.length + written;
        long size = Math.max(now.size, end);
        if (end > now.size && bytes.length < LARGE && hasRoom(now.segment.file())) {
            size += writeAhead(now, end);
        }
        now.channel.force(false);
        now.isTouched = false;
        now.size = size;
        now.length = end;
    }

    /// A group does not depend on it.
    private static int writeAhead(Open now, long end) {
        try {
            return now.channel.write(EMPTY_LINES.duplicate(), end);
        } catch (IOException e) {
            log.debug("{} is not made longer: {}", now.segment.file(), e.getMessage());
            return 0;
        }
    }

    private static boolean hasRoom(Path file) {
        return file.toFile().getUsableSpace() > ROOM;
    }

    private static ByteBuffer emptyLines() {
        var lines = new byte[AHEAD];
        Arrays.fill(lines, (byte) '\n');
        return ByteBuffer.allocateDirect(AHEAD).put(lines).flip().asReadOnlyBuffer();
    }

    /// Makes the next segment under another name first, so that it is there as a whole or not at all.
    private Open begin() throws IOException {
        Files.createDirectories(folder);
        var again = repeated();
        var from = again.isEmpty() ? null : line(again.getFirst());
        var segment = new Segment(
                highest + 1,
                folder.resolve(Segment.name(highest + 1)),
                head.store(),
                head.epoch(),
                schema,
                from == null ? head.seq() : from.seq() - 1,
                from == null ? head.hash() : from.prev(),
                clock.instant());
        var content = new ByteArrayOutputStream();
        content.writeBytes(segment.header());
        for (var line : again) {
            content.writeBytes(line);
            content.write('\n');
        }
        var draft = DurableFiles.draft(segment.file());
        Files.write(draft, content.toByteArray());
        DurableFiles.publish(draft, segment.file());
        highest++;
        var channel = FileChannel.open(segment.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Open(segment, channel, content.size());
    }

    private List<byte[]> repeated() {
        return switch (next) {
            case AT_HEAD -> List.of();
            case NEAR_HEAD -> recent.last(NEAR);
            case FAR_BACK -> recent.last(Long.MAX_VALUE);
        };
    }

    /// Leaves a file that is as it should be without the empty lines at its end; not one that somebody has added to.
    private void end() {
        var now = open;
        if (now != null) {
            try {
                if (now.channel.size() == now.size) {
                    now.channel.truncate(now.length);
                    now.channel.force(true);
                }
            } catch (IOException e) {
                log.debug("{} keeps its empty lines: {}", now.segment.file(), e.getMessage());
            }
        }
        drop();
    }

    private void drop() {
        var now = open;
        open = null;
        if (now != null) {
            try {
                now.channel.close();
            } catch (IOException e) {
                log.warn("{} does not close: {}; it is not used any more", now.segment.file(), e.getMessage());
            }
        }
    }

    /// Looks whether the file that is appended to is still there as it was written. When it is not, what was in it is
    /// written anew at once: from the open handle when the file was only unlinked, else from memory.
    ///
    /// @return what was wrong; empty text when nothing was
    public String check() {
        var before = hurt;
        hurt = "";
        var now = open;
        if (now == null || !before.isEmpty()) {
            return before;
        }
        try {
            var found = now.name.look();
            boolean isSame = found.filter(
                            file -> now.begun.filter(file::isSameFile).isPresent())
                    .isPresent();
            if (isSame && found.get().size() >= now.length) {
                return "";
            }
            var why = now.segment.file() + (found.isEmpty() ? " was deleted" : isSame ? " was cut" : " was replaced");
            restore(now, isSame);
            return why;
        } catch (IOException e) {
            next = Begin.FAR_BACK;
            drop();
            return now.segment.file() + " cannot be looked at: " + e.getMessage();
        }
    }

    private void restore(Open lost, boolean cut) throws IOException {
        next = Begin.FAR_BACK;
        if (!cut) {
            lost.channel.position(0);
            var content = new ByteArrayOutputStream();
            int count = 0;
            long last = 0;
            var lines = new SegmentLines(Channels.newInputStream(lost.channel));
            var _ = lines.next();
            for (var bytes = lines.next(); bytes.isPresent(); bytes = lines.next()) {
                var line = LineJson.decode(bytes.get());
                if (line.isEmpty()) {
                    continue;
                }
                if (count > 0 && line.get().seq() != last + 1) {
                    content.reset();
                    count = 0;
                }
                content.writeBytes(bytes.get());
                content.write('\n');
                count++;
                last = line.get().seq();
            }
            if (count > 0 && last == head.seq()) {
                recent.add(last - count + 1, count, content.toByteArray());
            }
        }
        drop();
        open = begin();
        next = Begin.AT_HEAD;
    }

    /// Hands over the lines after a write, oldest first, up to the head.
    ///
    /// @param from a copy's place
    /// @throws JournalGapException when they are not all there, or the copy's write is not one of this journal's
    /// @throws IOException when a file cannot be read
    public void after(Head from, Consumer<Line> lines) throws IOException {
        if (from.seq() == head.seq() && from.hash().equals(head.hash())) {
            return;
        }
        var remembered = remembered(from);
        if (!remembered.isEmpty()) {
            remembered.forEach(lines);
            return;
        }
        long to = head.seq();
        var follower = new Follower(from, lines);
        JournalScan.of(folder, from.seq(), to, line -> {
            if (line.seq() <= to) { // what is behind it is being written just now
                follower.accept(line);
            }
        });
        if (follower.last < to || follower.last == from.seq()) {
            throw new JournalGapException("the journal has no line after write " + follower.last + ", up to " + to);
        }
    }

    private List<Line> remembered(Head from) throws IOException {
        var found = new ArrayList<Line>();
        for (var bytes : recent.after(from.seq())) {
            found.add(line(bytes));
        }
        boolean follows = !found.isEmpty() && found.getFirst().prev().equals(from.hash());
        return follows ? found : List.of();
    }

    private static Line line(byte[] remembered) throws IOException {
        return LineJson.decode(remembered)
                .orElseThrow(() -> new IOException("a line of the journal is harmed in memory"));
    }

    /// Lets only those lines pass that follow one another from a place on.
    private static final class Follower implements Consumer<Line> {
        private final Consumer<Line> lines;
        private long last;
        private String hash;

        Follower(Head from, Consumer<Line> lines) {
            this.lines = lines;
            this.last = from.seq();
            this.hash = from.hash();
        }

        @Override
        public void accept(Line line) {
            if (line.seq() <= last) {
                return;
            }
            if (line.seq() != last + 1 || !line.prev().equals(hash)) {
                throw new JournalGapException(
                        "write " + line.seq() + " of the journal does not follow write " + last + " of the copy");
            }
            last = line.seq();
            hash = line.hash();
            lines.accept(line);
        }
    }

    /// The readable segments, oldest first.
    public List<Segment> segments() throws IOException {
        return JournalScan.segments(folder);
    }

    /// Deletes the segments that hold nothing after a write, except the last one.
    ///
    /// @return how many went
    public int trim(long upto) throws IOException {
        return trim(folder, upto);
    }

    /// The same with a folder that files of a journal were copied to.
    public static int trim(Path folder, long upto) throws IOException {
        var all = JournalScan.segments(folder);
        int gone = 0;
        for (int i = 0; i + 1 < all.size(); i++) {
            long limit = all.subList(i + 1, all.size()).stream()
                    .mapToLong(Segment::after)
                    .min()
                    .orElse(0);
            if (limit > upto) {
                break;
            }
            Files.deleteIfExists(all.get(i).file());
            gone++;
        }
        return gone;
    }

    /// Goes on under another head, in a new segment: after a restore, or where a copy reaches past the journal.
    public void goOnFrom(Head other) {
        end();
        recent.clear();
        head = other;
        next = Begin.AT_HEAD;
    }

    @Override
    public void close() {
        end();
    }
}

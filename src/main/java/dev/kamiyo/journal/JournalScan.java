package dev.kamiyo.journal;

import dev.kamiyo.files.FileTrouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the journal's files in order, checks the chain, and hands over the lines that count.
///
/// Belongs to one thread. Reading harms nothing: the files are the journal's own, SQLite does not have them open.
public final class JournalScan {
    private final Path folder;
    private final long to;
    private final Consumer<Line> lines;

    private final List<Segment> segments = new ArrayList<>();
    private final List<JournalChain.Run> runs = new ArrayList<>();
    private final List<JournalChain.Harm> harm = new ArrayList<>();
    private @Nullable Path torn;
    private JournalChain.@Nullable Run run;
    private int highest;
    private boolean endIsUnreadable;
    private JournalChain.@Nullable Harm unread;
    private final List<Line> unsure = new ArrayList<>();

    private JournalScan(Path folder, long to, Consumer<Line> lines) {
        this.folder = folder;
        this.to = to;
        this.lines = lines;
    }

    /// Reads all files whole. What the system does not let be read is harm like any other.
    ///
    /// @throws IOException when a file went away meanwhile
    public static JournalChain of(Path folder) throws IOException {
        return of(folder, 0, _ -> {});
    }

    /// Reads what comes after a write, and hands over its lines: that write's own, unless it is the last one of a
    /// file, and perhaps some before it. Of a write that ends a file the first run tells the number and hash. What
    /// lies farther back is not looked at.
    public static JournalChain of(Path folder, long from, Consumer<Line> lines) throws IOException {
        return of(folder, from, Long.MAX_VALUE, lines);
    }

    /// As above, up to another write: what lies beyond it is not looked at either. Perhaps some lines beyond are handed
    /// over, too.
    public static JournalChain of(Path folder, long from, long to, Consumer<Line> lines) throws IOException {
        return new JournalScan(folder, to, lines).scan(from);
    }

    private JournalChain scan(long from) throws IOException {
        for (var file : filesOrHarm()) {
            highest = Math.max(highest, Segment.number(file).orElseThrow());
            var header = Optional.<Segment>empty();
            unread = null;
            try {
                header = header(file);
                if (header.isEmpty()) {
                    harm.add(new JournalChain.Harm(file, 1, "its first line is harmed"));
                }
            } catch (IOException e) {
                cannotRead(file, e);
            }
            var before = segments.isEmpty() ? null : segments.getLast();
            header.or(() -> before == null ? Optional.empty() : told(file, before))
                    .ifPresent(segments::add);
        }
        endIsUnreadable = !segments.isEmpty() && segments.getLast().number() < highest;
        for (int i = 0; i < segments.size(); i++) {
            boolean isLast = i == segments.size() - 1;
            long limit = segments.subList(i + 1, segments.size()).stream()
                    .mapToLong(Segment::after)
                    .min()
                    .orElse(Long.MAX_VALUE);
            if (!isLast && limit <= from && segments.get(i + 1).after() <= from) {
                continue;
            }
            if (segments.get(i).after() >= to || segments.get(i).after() >= limit) {
                continue; // of no interest, or void: a later one says all of it anew
            }
            read(segments.get(i), from, limit, isLast);
        }
        if (run != null) {
            runs.add(run);
        }
        return new JournalChain(
                List.copyOf(segments),
                List.copyOf(runs),
                List.copyOf(harm),
                Optional.ofNullable(torn),
                Optional.ofNullable(unread),
                segments.isEmpty() ? "" : segments.getLast().store(),
                highest);
    }

    private List<Path> filesOrHarm() {
        try {
            return files(folder);
        } catch (IOException e) {
            cannotRead(folder, e);
            return List.of();
        }
    }

    /// The journal's files, oldest first.
    ///
    /// @throws IOException when the folder cannot be read
    public static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> Segment.number(file).isPresent())
                    .sorted(Comparator.comparing(file -> Segment.number(file).orElseThrow()))
                    .toList();
        }
    }

    /// The readable segments of a journal, oldest first.
    ///
    /// @throws IOException when the folder cannot be read
    public static List<Segment> segments(Path folder) throws IOException {
        var found = new ArrayList<Segment>();
        for (var file : files(folder)) {
            var before = found.isEmpty() ? null : found.getLast();
            try {
                header(file)
                        .or(() -> before == null ? Optional.empty() : told(file, before))
                        .ifPresent(found::add);
            } catch (IOException _) {
                // it is passed over; who reads the lines tells of it
            }
        }
        return found;
    }

    private void cannotRead(Path file, IOException why) {
        unread = new JournalChain.Harm(file, 0, FileTrouble.words(why));
        harm.add(unread);
    }

    /// Where a segment with a harmed first line begins, as its first whole line tells: without it, what the file
    /// before has beyond that place would count again.
    private static Optional<Segment> told(Path file, Segment before) {
        try (var in = new SegmentLines(file)) {
            for (var bytes = in.next(); bytes.isPresent(); bytes = in.next()) {
                var line = LineJson.decode(bytes.get());
                if (line.isPresent()) {
                    return line.map(first -> new Segment(
                            Segment.number(file).orElseThrow(),
                            file,
                            before.store(),
                            first.epoch(),
                            before.schema(),
                            first.seq() - 1,
                            first.prev(),
                            first.at()));
                }
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // it is harm already
        }
    }

    private static Optional<Segment> header(Path file) throws IOException {
        try (var in = new SegmentLines(file)) {
            return in.next().flatMap(line -> Segment.of(file, line));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // it was deleted between two looks
        }
    }

    private void read(Segment segment, long from, long limit, boolean isLast) throws IOException {
        long offset = segment.after() < from ? beginNear(segment, from) : 0;
        if (offset == 0
                && (run == null || run.last() != segment.after() || !run.hash().equals(segment.prev()))) {
            tellOfGap(segment);
            begin(segment.after(), segment.prev(), segment.epoch(), segment.at());
        }
        var bad = new ArrayList<JournalChain.Harm>();
        long missing = 0;
        try (var in = new SegmentLines(segment.file(), offset)) {
            if (offset == 0) {
                var _ = in.next(); // the header
            }
            int skipped = offset == 0 ? 0 : -1;
            for (var bytes = in.next(); bytes.isPresent(); bytes = in.next()) {
                var decoded = LineJson.decode(bytes.get());
                if (decoded.isEmpty()) {
                    missing = missing == 0 ? current().last() + 1 : missing;
                    skipped = skipped < 0 ? SegmentLines.count(segment.file(), offset) : skipped;
                    bad.add(new JournalChain.Harm(
                            segment.file(), skipped + in.number(), "it is not the line that was written"));
                    continue;
                }
                var line = decoded.get();
                if (line.seq() > limit) {
                    break; // void: a later segment says it anew
                }
                if (isLast && missing > 0 && line.upto() < missing) {
                    continue; // of the same group as the line that broke off
                }
                if (isLast && endIsUnreadable) {
                    takeWhatIsSure(line);
                } else {
                    take(line);
                }
                harm.addAll(bad);
                bad.clear();
                missing = 0;
                if (line.seq() >= to && unsure.isEmpty()) {
                    break;
                }
            }
        } catch (NoSuchFileException e) {
            throw e; // it was trimmed between two looks
        } catch (IOException e) {
            harm.addAll(bad);
            bad.clear();
            var end = unread;
            cannotRead(segment.file(), e);
            unread = isLast ? unread : end;
        }
        if (isLast && !bad.isEmpty()) {
            torn = segment.file();
        } else if (current().last() < limit) {
            harm.addAll(bad);
        }
    }

    private static long before(Path file, long seq) throws NoSuchFileException {
        try {
            return SegmentLines.before(file, seq).orElse(0);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException _) {
            return 0; // who reads it from its begin finds where it cannot be read
        }
    }

    /// Begins a run with a line that is at or a little before a write.
    ///
    /// @return where that line is; 0 when the file must be read from its begin
    private long beginNear(Segment segment, long from) throws IOException {
        long offset = before(segment.file(), from);
        if (offset == 0) {
            return 0;
        }
        try (var in = new SegmentLines(segment.file(), offset)) {
            var first = in.next().flatMap(LineJson::decode);
            first.ifPresent(line -> begin(line.seq() - 1, line.prev(), line.epoch(), line.at()));
            return first.isPresent() ? offset : 0;
        }
    }

    /// Of the last group before a file that cannot be read nobody can tell whether it is void: a copy knows it, if it
    /// counts.
    private void takeWhatIsSure(Line line) {
        unsure.add(line);
        for (var sure = unsure.iterator(); sure.hasNext(); ) {
            var earlier = sure.next();
            if (earlier.seq() > line.upto()) {
                break;
            }
            take(earlier);
            sure.remove();
        }
    }

    /// A file that is gone leaves no harm of its own; where the file before is harmed, that is told already.
    private void tellOfGap(Segment segment) {
        var before = run;
        if (before == null || before.last() >= segment.after()) {
            return;
        }
        int last = segments.get(segments.indexOf(segment) - 1).number();
        boolean isTold = harm.stream()
                .map(one -> Segment.number(one.file()).orElse(0))
                .anyMatch(number -> number >= last && number < segment.number());
        if (!isTold) {
            harm.add(new JournalChain.Harm(
                    segment.file(),
                    1,
                    "it goes on after write " + segment.after() + ", but writes " + (before.last() + 1) + " to "
                            + segment.after() + " are nowhere"));
        }
    }

    private void take(Line line) {
        var now = current();
        if (line.seq() != now.last() + 1 || !line.prev().equals(now.hash())) {
            begin(line.seq() - 1, line.prev(), line.epoch(), line.at());
            now = current();
        }
        run = new JournalChain.Run(now.after(), now.prev(), line.seq(), line.hash(), line.epoch(), line.at());
        lines.accept(line);
    }

    private void begin(long after, String prev, String epoch, Instant at) {
        if (run != null) {
            runs.add(run);
        }
        run = new JournalChain.Run(after, prev, after, prev, epoch, at);
    }

    private JournalChain.Run current() {
        if (run == null) {
            throw new IllegalStateException("no run was begun");
        }
        return run;
    }
}

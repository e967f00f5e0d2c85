package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.source.Content;
import dev.kamiyo.source.Coverage;
import dev.kamiyo.source.Extent;
import dev.kamiyo.source.MalformedFeedException;
import dev.kamiyo.source.MalformedRecordException;
import dev.kamiyo.source.Parsed;
import dev.kamiyo.source.Source;
import dev.kamiyo.source.Terms;
import dev.kamiyo.source.Vocabularies;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// DeFiHackLabs: Markdown lists of entries, a proof of concept in Solidity each, in one repository.
///
/// An entry's identity is the path of its proof of concept, which stays when the entry moves to the list of its
/// year. Where the path is taken, or there is none, day and name make it.
public final class DeFiHackLabs implements Source {
    private static final String PAGE = "https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/";
    private static final Pattern UNVERIFIED =
            Pattern.compile("(?i)unverified.*|.*(?<![\\p{L}\\p{N}])0x\\p{XDigit}{4,}.*");
    private static final Pattern PAST = Pattern.compile("past/[^/]+/README\\.md");
    private static final int FIRST_YEAR = 2021;
    private static final int NAME = 200;
    private static final int RAW = 64 << 10;

    private final Vocabularies words;
    private final Clock clock;

    /// @param clock tells which dates lie in the future
    public DeFiHackLabs(Vocabularies words, Clock clock) {
        this.words = words;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "defihacklabs";
    }

    @Override
    public String home() {
        return "https://github.com/SunWeb3Sec/DeFiHackLabs/archive/refs/heads/main.zip";
    }

    @Override
    public Terms terms() {
        return new Terms("Apache License 2.0.", "https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main/LICENSE");
    }

    @Override
    public Duration interval() {
        return Duration.ofHours(6);
    }

    @Override
    public String accepts() {
        return "a checkout, a .zip of one, or the URL of either";
    }

    @Override
    public List<String> index() {
        var files = new ArrayList<String>();
        files.add(ExploitList.CURRENT);
        for (int year = FIRST_YEAR; year <= today().getYear(); year++) {
            files.add("past/" + year + "/README.md");
        }
        return List.copyOf(files);
    }

    @Override
    public boolean reads(String path) {
        return isList(path) || PocFiles.is(path);
    }

    private static boolean isList(String path) {
        return path.equals(ExploitList.CURRENT) || PAST.matcher(path).matches();
    }

    /// A whole checkout has the lists of all years and the proofs of concept.
    @Override
    public Coverage coverage(Extent extent, Content content) {
        var years = content.paths().filter(path -> PAST.matcher(path).matches()).toList();
        boolean hasYears =
                !years.isEmpty() && years.equals(index().subList(1, 1 + Math.min(years.size(), index().size() - 1)));
        return hasYears
                        && content.files().containsKey(ExploitList.CURRENT)
                        && content.paths().anyMatch(PocFiles::is)
                ? Coverage.WHOLE
                : Coverage.PART;
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        if (content.paths().noneMatch(this::reads)) {
            throw new MalformedFeedException(
                    "none of its files is there: README.md, past/YYYY/README.md, src/test/YYYY-MM/*_exp.sol");
        }
        var entries = new ArrayList<ListedExploit>();
        var lists = content.paths().filter(DeFiHackLabs::isList).toList();
        for (var file : lists) {
            entries.addAll(ExploitList.read(file, content.text(file)).entries());
            if (entries.size() > ExploitList.MOST) {
                throw new MalformedFeedException("its lists have more than " + ExploitList.MOST + " entries together");
            }
        }
        if (entries.isEmpty() && !lists.isEmpty()) {
            throw new MalformedFeedException("no entry is in " + String.join(", ", lists)
                    + "; headings like '### 20230313 Name - cause' are due");
        }
        var reading = new Reading(new PocFiles(content, words.chains()));
        reading.keep(entries);
        reading.keepUnlinked();
        return new Parsed(reading.claims, reading.rejected);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /// An entry whose heading is well-formed.
    private record Dated(ListedExploit entry, LocalDate day) {
        String identity() {
            return day.toString().replace("-", "") + "-" + entry.slug();
        }

        boolean sameAs(Dated other) {
            return day.equals(other.day) && entry.slug().equals(other.entry.slug());
        }
    }

    /// One parse of one content.
    private final class Reading {
        private final PocFiles pocs;
        private final List<Claim> claims = new ArrayList<>();
        private final List<Parsed.Rejected> rejected = new ArrayList<>();
        private final Map<String, Dated> taken = new HashMap<>();

        Reading(PocFiles pocs) {
            this.pocs = pocs;
        }

        /// The oldest first: of two entries that link one file it keeps the file's path as its identity, and newer
        /// entries cannot take it away.
        void keep(List<ListedExploit> entries) {
            var dated = new ArrayList<Dated>();
            for (var entry : entries) {
                // Files of entries that are rejected must not become claims of their own.
                entry.pocs().forEach(pocs::follow);
                try {
                    dated.add(dated(entry));
                } catch (MalformedRecordException e) {
                    rejected.add(new Parsed.Rejected(
                            entry.position(), e.why(), entry.heading().name()));
                }
            }
            dated.sort(Comparator.comparing(Dated::day));
            dated.forEach(this::keep);
        }

        private void keep(Dated dated) {
            var own = dated.identity();
            var entry = dated.entry();
            var paths = entry.pocs();
            var candidates = paths.isEmpty() ? List.of(own) : List.of(paths.getFirst(), paths.getFirst() + "#" + own);
            for (var identity : candidates) {
                var other = taken.putIfAbsent(identity, dated);
                if (other == null) {
                    claims.add(claim(identity, dated));
                    return;
                }
                if (other.sameAs(dated)) {
                    if (other.entry().file().equals(entry.file())) {
                        rejected.add(new Parsed.Rejected(
                                entry.position(),
                                "it repeats the entry of line " + other.entry().line()
                                        + "; another day, name or proof of concept is due",
                                entry.heading().name()));
                    }
                    return;
                }
            }
        }

        private Claim claim(String identity, Dated dated) {
            var entry = dated.entry();
            var heads = entry.pocs().stream()
                    .flatMap(path -> pocs.follow(path).stream())
                    .toList();
            var page = entry.pocs().isEmpty() ? entry.file() : entry.pocs().getFirst();
            var facts = facts(
                    entry.heading().name(),
                    Occurred.on(dated.day()),
                    entry.heading().cause(),
                    loss(entry.lost(), heads),
                    heads,
                    entry.references());
            var own = pocs.follow(identity).stream().toList();
            return new Claim(name(), identity, PAGE + page, facts, raw(entry.markdown(), own));
        }

        void keepUnlinked() {
            for (var path : pocs.unlinked()) {
                try {
                    var head = List.of(pocs.head(path));
                    var facts = facts(PocFiles.name(path), month(path), "", loss(null, head), head, List.of());
                    claims.add(new Claim(name(), path, PAGE + path, facts, raw("", head)));
                } catch (MalformedRecordException e) {
                    rejected.add(new Parsed.Rejected(path, e.why(), PocFiles.name(path)));
                }
            }
        }
    }

    private Dated dated(ListedExploit entry) throws MalformedRecordException {
        var day = entry.heading().day(clock);
        if (entry.slug().isEmpty()) {
            throw new MalformedRecordException("it has no name; a name with a letter or digit is due behind the date");
        }
        if (entry.heading().name().length() > NAME) {
            throw new MalformedRecordException("its name is longer than " + NAME + " characters; a name is due");
        }
        return new Dated(entry, day);
    }

    private Occurred month(String path) throws MalformedRecordException {
        var folder = PocFiles.month(path)
                .orElseThrow(() -> new MalformedRecordException(
                        "no list links it, and its folder does not say when it was; src/test/YYYY-MM is due"));
        try {
            var month = YearMonth.parse(folder);
            if (!month.isAfter(YearMonth.from(today().plusDays(1)))) {
                return Occurred.in(month);
            }
        } catch (DateTimeException | IllegalArgumentException _) {
            // The same answer as for a month to come.
        }
        throw new MalformedRecordException(
                "no list links it, and its folder is " + folder + "; a month from 2009 on that has come is due");
    }

    private Facts facts(
            String name,
            Occurred occurred,
            String cause,
            @Nullable Usd loss,
            List<PocHead> heads,
            List<String> references) {
        var evidence = Evidence.of(heads, references, words.chains());
        return new Facts(
                name,
                UNVERIFIED.matcher(name.replace('_', ' ')).matches() ? null : new Protocol(name),
                evidence.chains(),
                occurred,
                loss,
                null,
                words.techniques().find(cause).orElse(null),
                cause.isEmpty() || cause.length() > NAME ? null : cause,
                null,
                Status.CONFIRMED,
                evidence.transactions(),
                evidence.addresses(),
                references);
    }

    /// What the entry says, else what a proof of concept says; its head often keeps the template's figure.
    private static @Nullable Usd loss(@Nullable String lost, List<PocHead> heads) {
        return Stream.concat(Stream.ofNullable(lost), heads.stream().flatMap(head -> Stream.ofNullable(head.lost())))
                .filter(LossText::tells)
                .findFirst()
                .flatMap(LossText::dollars)
                .orElse(null);
    }

    /// The entry's Markdown and the comments of the proof of concept that it owns, at most [#RAW] bytes as UTF-8.
    private static String raw(String markdown, List<PocHead> heads) {
        var raw = new StringBuilder(markdown.strip());
        for (var head : heads) {
            if (raw.length() < RAW) {
                raw.append(raw.isEmpty() ? "" : "\n\n").append(head.comment().strip());
            }
        }
        var chars = CharBuffer.wrap(raw);
        StandardCharsets.UTF_8.newEncoder().encode(chars, ByteBuffer.allocate(RAW), true);
        return raw.substring(0, chars.position());
    }
}

package dev.kamiyo.source;

import com.rometools.rome.feed.synd.SyndEntry;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.References;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Web3 is Going Just Great: an Atom feed of the latest 20 entries, in prose.
///
/// Only entries whose title tells of an exploit are records of this feed; trials and bankruptcies are not. The day is
/// that of the entry, which may be later than the exploit's. Name and loss are taken from a title that is plain about
/// them, else they are unknown.
public final class Web3IsGoingGreat implements Source {
    private static final Pattern TELLS = Pattern.compile(
            "(?i)\\b(hack(s|ed|ers?)?|exploit(s|ed|ers?)?|drain(s|ed)?|stolen|steals?|stole|theft|heist"
                    + "|rug ?pull(s|ed)?|flash ?loans?|phish(ed|ing)|compromised?|attack(s|ed|ers?)?|siphon(s|ed)?)\\b");
    private static final Pattern AFTERMATH = Pattern.compile(
            "(?i)\\b(sentenced?|pleads?|pleaded|charged|charges|arrest(s|ed)?|indict(s|ed|ment)|convicted|lawsuit|sues"
                    + "|sued|settles?|settlement|trial|jury|extradited)\\b");
    private static final String CAPITAL = "(?:\\p{Lu}|\\d)[\\p{L}\\d.'&-]*";

    /// A name of up to four words with capitals, at the very beginning.
    private static final Pattern VICTIM = Pattern.compile("(" + CAPITAL + "(?: " + CAPITAL + "){0,3})"
            + " (?:is |was |gets |has been )?"
            + "(?:hacked|exploited|drained|compromised|attacked|rug ?pulled|loses|suffers)\\b.*");

    /// Where an amount of dollars begins, of whatever country.
    private static final Pattern DOLLARS = Pattern.compile("\\$\\s?\\d");

    /// An amount that is plain: no range, no other dollars than those of the United States, no word half read.
    private static final Pattern AMOUNT = Pattern.compile("(?i)(?<![\\p{L}\\d])(?:US ?)?\\$\\s?"
            + "(?<number>(?>\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d{1,9}(?:\\.\\d{1,4})?))\\+?"
            + "(?:[\\s-]?(?<unit>k|thousand|m|mn|million|b|bn|billion|trillion)\\b)?+"
            + "(?![\\p{L}\\d]|[.,]\\d|\\s*(?:to|[-–—])\\s*\\$?\\d)");

    private static final int NAME = 200;
    private static final int RAW = 16 << 10;

    private final Dates dates;

    /// @param clock tells which dates lie in the future
    public Web3IsGoingGreat(Clock clock) {
        this.dates = new Dates(clock);
    }

    @Override
    public String name() {
        return "web3isgoinggreat";
    }

    @Override
    public String home() {
        return "https://www.web3isgoinggreat.com/feed.xml";
    }

    @Override
    public Terms terms() {
        return new Terms(
                "Creative Commons Attribution 3.0 by Molly White; each claim links its entry.",
                "https://www.web3isgoinggreat.com/about");
    }

    @Override
    public Duration interval() {
        return Duration.ofMinutes(30);
    }

    @Override
    public String accepts() {
        return "an Atom file or its URL";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".xml");
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var harvest = new Harvest();
        int number = 0;
        for (var entry : AtomFeed.entries(content.document())) {
            number++;
            var title = plain(entry.getTitle());
            if (title.isEmpty()
                    || (TELLS.matcher(title).find() && !AFTERMATH.matcher(title).find())) {
                harvest.take("entry " + number, title, () -> claim(entry, title));
            }
        }
        return harvest.done();
    }

    private Claim claim(SyndEntry entry, String text) throws MalformedRecordException {
        var title = PlainText.read("title", text, NAME);
        if (title == null) {
            throw new MalformedRecordException("title is missing or empty");
        }
        var url = Optional.ofNullable(entry.getLink()).flatMap(References::parse);
        var identity = PlainText.read("id", Optional.ofNullable(entry.getUri()).orElse(url.orElse("")), 500);
        if (identity == null) {
            throw new MalformedRecordException("id is missing or empty");
        }
        var victim = VICTIM.matcher(title);
        var day = published(entry);
        var facts = new Facts(
                title,
                victim.matches() ? new Protocol(victim.group(1)) : null,
                List.of(),
                dates.past("published", day.toString(), day),
                loss(title),
                null,
                null,
                null,
                null,
                Status.REPORTED,
                List.of(),
                List.of(),
                url.stream().toList());
        return new Claim(name(), identity, url.orElse(null), facts, raw(entry));
    }

    private static LocalDate published(SyndEntry entry) throws MalformedRecordException {
        Date at = entry.getPublishedDate() == null ? entry.getUpdatedDate() : entry.getPublishedDate();
        if (at == null) {
            throw new MalformedRecordException("published is missing or no time");
        }
        return LocalDate.ofInstant(at.toInstant(), ZoneOffset.UTC);
    }

    /// The amount of a title that has just one, and a plain one.
    private static @Nullable Usd loss(String title) throws MalformedRecordException {
        var found = AMOUNT.matcher(title);
        if (DOLLARS.matcher(title).results().count() != 1 || !found.find()) {
            return null;
        }
        var number = new BigDecimal(found.group("number").replace(",", ""));
        var unit = found.group("unit");
        int zeros =
                switch (unit == null ? "" : unit.toLowerCase(Locale.ROOT)) {
                    case "k", "thousand" -> 3;
                    case "m", "mn", "million" -> 6;
                    case "b", "bn", "billion" -> 9;
                    case "trillion" -> 12;
                    default -> 0;
                };
        try {
            return Usd.of(number.scaleByPowerOfTen(zeros));
        } catch (IllegalArgumentException _) {
            throw PlainText.wrong("title", title, "an amount below 10 trillion dollars");
        }
    }

    private static String raw(SyndEntry entry) {
        var json = JsonMapper.shared().createObjectNode();
        json.put("id", entry.getUri());
        json.put("title", entry.getTitle());
        json.put("link", entry.getLink());
        json.put(
                "published",
                entry.getPublishedDate() == null
                        ? null
                        : entry.getPublishedDate().toInstant().toString());
        json.put(
                "content",
                entry.getContents().isEmpty()
                        ? null
                        : entry.getContents().getFirst().getValue());
        var raw = json.toString();
        return raw.substring(0, Math.min(raw.length(), RAW));
    }

    private static String plain(@Nullable String title) {
        return title == null ? "" : Jsoup.parseBodyFragment(title).text().strip();
    }
}

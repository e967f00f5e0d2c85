package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.References;
import dev.kamiyo.exploit.Slug;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import dev.kamiyo.files.Sha256;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// SlowMist's archive of hacked projects: web pages of 20 records, the newest first.
///
/// A record's identity is its day and name. Of two with the same, the one that was kept first has it alone and the
/// others add what they refer to, see [Twins]; of those that come together the older one, which stands below. A loss in
/// another unit than dollars is unknown.
public final class SlowMist implements Source {
    private static final String HOME = "https://hacked.slowmist.io/?c=&page=1";
    private static final Pattern PAGE_OF = Pattern.compile("Page\\s+\\d{1,6}\\s+of\\s+(\\d{1,6})");
    private static final Pattern DOLLARS = Pattern.compile("\\$\\s*(\\d[\\d,]{0,30}(?:\\.\\d{1,10})?)");
    private static final int NEWEST = 3;
    private static final int NAME = 200;
    private static final int RAW = 16 << 10;

    private final Vocabularies words;
    private final Dates dates;

    /// @param clock tells which dates lie in the future
    public SlowMist(Vocabularies words, Clock clock) {
        this.words = words;
        this.dates = new Dates(clock);
    }

    @Override
    public String name() {
        return "slowmist";
    }

    @Override
    public String home() {
        return HOME;
    }

    @Override
    public Terms terms() {
        return new Terms(
                "All rights reserved by SlowMist; facts are taken with a link, descriptions are kept as evidence only.",
                "https://hacked.slowmist.io/");
    }

    @Override
    public Duration interval() {
        return Duration.ofHours(1);
    }

    @Override
    public String accepts() {
        return "a page as a file or URL, or a folder of pages";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".html");
    }

    @Override
    public boolean paged() {
        return true;
    }

    @Override
    public Optional<Query> next(URI location, Extent extent, List<byte[]> pages) throws MalformedFeedException {
        if (pages.isEmpty()) {
            return Optional.of(Query.page(location, "page", 1));
        }
        int last = last(pages.getLast());
        int wanted =
                switch (extent) {
                    case NEWEST -> Math.min(last, NEWEST);
                    case ALL -> last;
                };
        return pages.size() < wanted ? Optional.of(Query.page(location, "page", pages.size() + 1)) : Optional.empty();
    }

    private static int last(byte[] page) throws MalformedFeedException {
        var text = PAGE_OF.matcher(WebPage.parse(page).select(".pagination").text());
        return text.find() ? Integer.parseInt(text.group(1)) : 1;
    }

    /// The newest stand first; the last page tells how many there are.
    @Override
    public Coverage coverage(Extent extent, Content content) {
        var pages = List.copyOf(content.files().values());
        try {
            return extent == Extent.ALL && pages.size() == last(pages.getLast()) ? Coverage.WHOLE : Coverage.LATEST;
        } catch (MalformedFeedException _) {
            return Coverage.PART;
        }
    }

    @Override
    public Optional<String> mark(Facts facts) {
        return Optional.of(own(facts));
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var records = new ArrayList<Map.Entry<String, Element>>();
        for (var path : content.paths().toList()) {
            var found = WebPage.parse(content.bytes(path)).select(".case-content li:has(span.time)");
            if (found.isEmpty()) {
                throw new MalformedFeedException(
                        (path.isEmpty() ? "the page" : path) + " has no records; 'li' with 'span.time' are due");
            }
            for (int i = 0; i < found.size(); i++) {
                records.add(Map.entry((path.isEmpty() ? "" : path + ", ") + "record " + (i + 1), found.get(i)));
            }
        }
        var harvest = new Harvest();
        for (var record : records.reversed()) {
            var said = labelled(record.getValue());
            var name = said.getOrDefault("hacked target", "").strip();
            harvest.take(record.getKey(), name, () -> claim(record.getValue(), said, harvest));
        }
        return harvest.done();
    }

    private Claim claim(Element record, Map<String, String> said, Harvest harvest) throws MalformedRecordException {
        var name = PlainText.read("Hacked target", said.getOrDefault("hacked target", ""), NAME);
        if (name == null) {
            throw new MalformedRecordException("Hacked target is missing or empty");
        }
        var time = record.selectFirst("span.time");
        var occurred = dates.day("the date", time == null ? "" : time.text().strip());
        var label = PlainText.read("Attack method", said.getOrDefault("attack method", ""), NAME);
        var references = record.select("p.link-reference a").stream()
                .flatMap(link -> References.parse(link.attr("href")).stream())
                .distinct()
                .toList();
        var facts = new Facts(
                name,
                new Protocol(name),
                List.of(),
                occurred,
                loss(said.getOrDefault("amount of loss", "").strip()),
                null,
                label == null ? null : words.techniques().find(label).orElse(null),
                label,
                null,
                Status.CONFIRMED,
                List.of(),
                List.of(),
                references);
        var raw = record.outerHtml();
        var claim = new Claim(
                name(),
                identity(occurred, name),
                "https://hacked.slowmist.io/",
                facts,
                raw.substring(0, Math.min(raw.length(), RAW)));
        return harvest.isOther(claim) ? claim.under(claim.nativeId() + "/" + own(facts)) : claim;
    }

    /// The words behind each label; a label is an `em` that ends with a colon.
    private static Map<String, String> labelled(Element record) {
        var said = new HashMap<String, String>();
        for (var label : record.select("em")) {
            var holder = label.parent();
            var name = label.text().strip();
            if (holder != null && name.endsWith(":")) {
                said.putIfAbsent(
                        name.substring(0, name.length() - 1).strip().toLowerCase(Locale.ROOT), holder.ownText());
            }
        }
        return said;
    }

    private static @Nullable Usd loss(String text) throws MalformedRecordException {
        var dollars = DOLLARS.matcher(text);
        if (dollars.matches()) {
            try {
                return Usd.of(new BigDecimal(dollars.group(1).replace(",", "")));
            } catch (IllegalArgumentException _) {
                throw PlainText.wrong("Amount of loss", text, "less than 10 trillion dollars");
            }
        }
        if (text.matches("-\\s*\\$?\\s*\\d.*|\\$\\s*-.*")) {
            throw PlainText.wrong("Amount of loss", text, "an amount of 0 or more");
        }
        return null;
    }

    private static String identity(Occurred occurred, String name) {
        var slug = Slug.of(name);
        return String.valueOf(occurred.text()).substring(0, 10) + "/" + (slug.isEmpty() ? name : slug);
    }

    private static String own(Facts facts) {
        return Sha256.hex(facts.references() + " " + facts.techniqueLabel()).substring(0, 8);
    }
}

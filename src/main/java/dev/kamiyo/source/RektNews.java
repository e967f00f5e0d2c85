package dev.kamiyo.source;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.Slug;
import dev.kamiyo.exploit.Status;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The leaderboard of rekt.news: a web page that carries its records as JSON.
///
/// A record's identity is the slug of its article. Its year is wrong in one of thirty: where the day fits the weeks
/// before the article but the year does not, the article's year counts.
public final class RektNews implements Source {
    private static final String SITE = "https://rekt.news/";
    private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern NAMED = Pattern.compile("(?i)(?:.*\\()?(.+?)\\s+-\\s+r[e3]kt\\b.*");
    private static final int NAME = 200;
    private static final int LATEST_ARTICLE_DAYS = 14;
    private static final int MENDED_YEARS = 5;

    private final Vocabularies words;
    private final Dates dates;

    /// @param clock tells which dates lie in the future
    public RektNews(Vocabularies words, Clock clock) {
        this.words = words;
        this.dates = new Dates(clock);
    }

    @Override
    public String name() {
        return "rekt";
    }

    @Override
    public String home() {
        return SITE + "leaderboard/";
    }

    @Override
    public Terms terms() {
        return new Terms(
                "The publisher states no licence; names, dates and amounts are taken with a link to the article.",
                "https://rekt.news/");
    }

    @Override
    public Duration interval() {
        return Duration.ofHours(6);
    }

    @Override
    public String accepts() {
        return "the leaderboard's page as a file or URL";
    }

    @Override
    public List<String> index() {
        return List.of();
    }

    @Override
    public boolean reads(String path) {
        return path.endsWith(".html");
    }

    /// The list is one document.
    @Override
    public Coverage coverage(Extent extent, Content content) {
        return Coverage.WHOLE;
    }

    @Override
    public Parsed parse(Content content) throws MalformedFeedException {
        var script = WebPage.parse(content.document()).selectFirst("script#__NEXT_DATA__");
        if (script == null) {
            throw new MalformedFeedException("the page has no script '__NEXT_DATA__', which carries the records");
        }
        var page = JsonFeed.object(script.data().getBytes(StandardCharsets.UTF_8))
                .path("props")
                .path("pageProps");
        var list = JsonFeed.list(page, "leaderboard");
        if (list.isEmpty()) {
            throw new MalformedFeedException("the leaderboard has no records");
        }
        var harvest = new Harvest();
        int number = 0;
        for (var json : list) {
            number++;
            harvest.take("record " + number, JsonRecord.named(json, "title"), () -> claim(json));
        }
        return harvest.done();
    }

    private Claim claim(JsonNode json) throws MalformedRecordException {
        var record = JsonRecord.of(json);
        var slug = record.need("slug", NAME);
        if (!SLUG.matcher(slug).matches()) {
            throw JsonRecord.wrong("slug", json.path("slug"), "letters, digits and dashes");
        }
        var title = record.need("title", NAME);
        var rekt = JsonRecord.of(json.path("rekt"));
        var day = day(rekt.need("date", NAME), record.text("date", NAME));
        var tags = record.texts("tags", NAME);
        var url = SITE + slug + "/";
        var protocol = protocol(title);
        var technique = tags.stream()
                .filter(tag -> !isProtocol(tag, protocol))
                .filter(tag -> words.techniques().find(tag).isPresent())
                .findFirst();
        var facts = new Facts(
                protocol == null ? title : protocol,
                protocol == null ? null : new Protocol(protocol),
                chains(tags, protocol),
                dates.past("rekt.date", day.toString(), day),
                rekt.dollars("amount"),
                null,
                technique.flatMap(words.techniques()::find).orElse(null),
                technique.isEmpty() ? null : PlainText.read("tags", technique.get(), NAME),
                null,
                Status.CONFIRMED,
                List.of(),
                List.of(),
                List.of(url));
        return new Claim(name(), slug, url, facts, json.toString());
    }

    /// A title such as `Lumora Bridge - REKT` names who was attacked; a headline does not.
    private static @Nullable String protocol(String title) {
        var named = NAMED.matcher(title);
        return named.matches() ? named.group(1) : null;
    }

    /// A tag with the name of the protocol is not a chain, even if a chain is called so.
    private List<String> chains(List<String> tags, @Nullable String protocol) {
        var chains = new LinkedHashSet<String>();
        for (var tag : tags) {
            Optional.of(tag)
                    .filter(_ -> !isProtocol(tag, protocol))
                    .flatMap(words.chains()::find)
                    .ifPresent(chains::add);
        }
        return List.copyOf(chains);
    }

    private static boolean isProtocol(String tag, @Nullable String protocol) {
        var slug = Slug.of(tag);
        var own = protocol == null ? "" : Slug.of(protocol);
        return !slug.isEmpty() && (own.equals(slug) || own.startsWith(slug + "-"));
    }

    private LocalDate day(String text, @Nullable String published) throws MalformedRecordException {
        var day = dates.american("rekt.date", text);
        if (published == null) {
            return day;
        }
        var article = dates.american("date", published);
        for (int year : new int[] {article.getYear(), article.getYear() - 1}) {
            var other = day.withYear(year);
            long before = ChronoUnit.DAYS.between(other, article);
            boolean fits = before >= 0 && before <= LATEST_ARTICLE_DAYS;
            if (fits && Math.abs(day.getYear() - year) <= MENDED_YEARS) {
                return other;
            }
        }
        return day;
    }
}

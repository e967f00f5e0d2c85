package dev.kamiyo.alert;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.access.Caller;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.journal.Table;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.Feeds;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Import;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.Order;
import dev.kamiyo.source.OwnFile;
import dev.kamiyo.source.Vocabularies;
import dev.kamiyo.testing.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Which changes are told, and that each is told once.
@Timeout(60)
final class AlertingTest {
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("0123456789".repeat(3).getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder = Path.of("");

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(folder);
        scene.target("own", "/own");
        // Told of last, so that what was not told before it is not told at all.
        scene.target("end", "/end");
        scene.rule("{'name':'end','filter':{'q':'sentinel'},'targets':['end']}");
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private void end() throws Exception {
        scene.say("sentinel " + scene.database.seq(), "");
        int ends = scene.receiver.taken("/end").size();
        Waiting.until(() -> scene.receiver.taken("/end").size() > ends);
        scene.idle();
    }

    private List<String> titles() {
        return scene.receiver.taken("/own").stream().map(Receiver.Got::title).toList();
    }

    @Test
    void aNewExploitThatTheFilterLetsThroughIsToldOnceAndSigned() throws Exception {
        scene.target(Scene.json("{'name':'own','kind':'webhook','secret':'" + SECRET + "','url':'"
                + scene.receiver.url("/own") + "'}"));
        scene.rule("{'name':'big','filter':{'min_loss':'1m','chain':'ethereum'},'targets':['own']}");
        scene.run();
        scene.say("Ronin", "'loss_usd':1000000,'chains':['ethereum']");
        scene.say("small", "'loss_usd':999999,'chains':['ethereum']");
        scene.say("elsewhere", "'loss_usd':2000000,'chains':['bsc']");
        end();
        assertThat(titles()).containsExactly("New exploit: Ronin, $1,000,000 lost (critical)");
        var got = scene.receiver.at("/own").getFirst();
        assertThat(got.json().path("type").asString("")).isEqualTo("exploit.new");
        assertThat(got.json().at("/data/rule").asString("")).isEqualTo("big");
        assertThat(got.json().at("/data/items/0/on/0").asString("")).isEqualTo("new");
        assertThat(got.json().at("/data/items/0/exploit/loss_usd").decimalValue())
                .isEqualByComparingTo("1000000");
        assertThat(got.body()).contains("\"loss_usd\":1000000");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("0123456789".repeat(3).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signed = got.id() + "." + got.header("Webhook-timestamp") + "." + got.body();
        assertThat(got.header("Webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(scene.in("delivered"))
                .hasSize(2)
                .first()
                .satisfies(json -> assertThat(json.path("attempts").asInt()).isEqualTo(1));
    }

    @Test
    void aWatchListTellsOfProtocolsBeforeTheyAreSeenOfAddressesAndOfWords() throws Exception {
        scene.rule("{'name':'mine','watch':{'protocols':['My, (Vault)'],'addresses':['0x" + "ab".repeat(20)
                + "'],'keywords':['price oracle']},'targets':['own']}");
        scene.run();
        scene.say("My Vault", "'protocol':'my vault'");
        scene.say("b", "'addresses':[{'chain':'ethereum','address':'0x" + "ab".repeat(20) + "','role':'attacker'}]");
        scene.say("Other", "'title':'A price oracle again'");
        scene.say("d", "");
        end();
        assertThat(titles())
                .extracting(title -> title.replaceAll(",.*", ""))
                .containsExactly("New exploit: My Vault", "New exploit: b", "New exploit: A price oracle again");
    }

    @Test
    void whatIsOldOrOfUnknownTimeIsNotTold() throws Exception {
        scene.rule("{'name':'all','targets':['own']}");
        scene.rule("{'name':'patient','max_age_days':30,'undated':true,'filter':{'q':'patient'},'targets':['own']}");
        scene.run();
        var old = scene.clock.instant().minus(Duration.ofDays(9)).toString().substring(0, 10);
        scene.say("old", "'occurred_at':'" + old + "'");
        scene.say("patient and old", "'occurred_at':'" + old + "'");
        var ancient =
                scene.clock.instant().minus(Duration.ofDays(32)).toString().substring(0, 10);
        scene.say("patient and ancient", "'occurred_at':'" + ancient + "'");
        end();
        assertThat(titles())
                .hasSize(2)
                .satisfies(titles -> assertThat(titles.getFirst()).contains("patient and old"))
                .satisfies(titles -> assertThat(titles.getLast()).contains("sentinel"));
    }

    @Test
    void theFirstImportOfAFeedTellsNothingAndTheNextOneDoes() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.run();
        scene.say("defillama", "first of a feed", "");
        scene.say("manual", "by hand", "");
        scene.say("slowmist", "by hand", "'loss_usd':5000000");
        end();
        assertThat(titles()).containsExactly("New exploit: by hand, loss unknown");
        scene.rest();
        var feeds = Table.of(
                "feeds",
                "name",
                "attempts",
                "successes",
                "failures",
                "last_attempt_at",
                "first_success_at",
                "last_success_at",
                "last_failure_at",
                "last_failure",
                "records",
                "rejected",
                "drift",
                "next_run_at");
        var first = scene.clock.instant().toString();
        scene.say("defillama", "also of the first import, asked of later", "");
        scene.clock.pass(Duration.ofSeconds(2));
        scene.database.write(tx -> {
            tx.put(feeds, "defillama", 1L, 1L, 0L, first, tx.at().toString(), null, null, null, null, null, null, null);
            return true;
        });
        scene.clock.pass(Duration.ofSeconds(2));
        scene.run();
        scene.say("defillama", "of the second import", "");
        end();
        assertThat(titles())
                .containsExactly(
                        "New exploit: by hand, loss unknown", "New exploit: of the second import, loss unknown");
    }

    @Test
    void aFeedThatIsOnlyImportedByHandIsToldFromTheSecondImportOn() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.run();
        var feed = new Feed(new OwnFile(Vocabularies.load(), scene.clock), "", false);
        var ingestor = new Ingestor(
                scene.database, new MergeStore(new ExploitStore()), new Fetcher(Limits.FEED, "kamiyo-test"));
        var feeds = new Feeds(scene.database, ingestor, scene.clock, List.of(feed));
        imports(feeds, feed, "Ronin");
        end();
        assertThat(titles()).as("it was there all along").isEmpty();
        scene.clock.pass(Duration.ofSeconds(2));
        imports(feeds, feed, "Ronin", "Vexa");
        end();
        assertThat(titles()).containsExactly("New exploit: Vexa, loss unknown");
    }

    private void imports(Feeds feeds, Feed feed, String... names) throws Exception {
        var today = scene.clock.instant().toString().substring(0, 10);
        var own = folder.resolve("own" + names.length + ".csv");
        Files.writeString(
                own,
                "title,protocol,occurred_at\n"
                        + Stream.of(names)
                                .map(name -> name + "," + name + "," + today + "\n")
                                .collect(joining()));
        assertThat(feeds.run(feed, Order.newest(own.toString()), (_, _) -> {})).isInstanceOf(Import.Done.class);
    }

    @Test
    void changesAreToldByTheirKindAndSize() throws Exception {
        scene.rule("{'name':'changes','on':['amount','recovery','root-cause','status'],'amount_percent':20,"
                + "'targets':['own']}");
        scene.run();
        scene.say("Ronin", "'loss_usd':1000000");
        scene.say("Ronin", "'loss_usd':1199999");
        scene.say("Ronin", "'loss_usd':2400000");
        scene.say("Ronin", "'loss_usd':2400000,'recovered_usd':100000.5");
        scene.say("Ronin", "'loss_usd':2400000,'recovered_usd':100000.5,'technique':'reentrancy'");
        scene.say(
                "Ronin", "'loss_usd':2400000,'recovered_usd':100000.5,'technique':'reentrancy','title':'Ronin Bridge'");
        scene.say(
                "Ronin",
                "'loss_usd':2400000,'recovered_usd':100000.5,'technique':'reentrancy','title':'Ronin Bridge','status':'disputed'");
        end();
        assertThat(titles())
                .containsExactly(
                        "Ronin: loss $2,400,000, was $1,199,999",
                        "Ronin: recovered $100,001, was unknown",
                        "Ronin: root cause reentrancy, was unknown",
                        "Ronin Bridge: disputed, was confirmed");
        assertThat(scene.receiver.at("/own").getFirst().json().path("type").asString(""))
                .isEqualTo("exploit.changed");
    }

    @Test
    void anExploitThatOnlyNowConcernsARuleIsNewToItAndAnotherTimeItIsNot() throws Exception {
        scene.rule("{'name':'big','filter':{'min_loss':'1m'},'on':['new','amount'],'targets':['own']}");
        scene.run();
        scene.say("grows", "'loss_usd':1000");
        scene.say("grows", "'loss_usd':1000000");
        scene.say("grows", "'loss_usd':1000");
        scene.say("grows", "'loss_usd':1000000");
        end();
        assertThat(titles())
                .containsExactly(
                        "New exploit: grows, $1,000,000 lost (critical)", "grows: loss $1,000,000, was $1,000");
    }

    @Test
    void aRuleIsAskedOfWhatComesAfterItAndNotWhileItIsOff() throws Exception {
        scene.run();
        scene.say("before", "");
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.say("within", "");
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'enabled':false,'targets':['own']}");
        scene.say("while it is off", "");
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.say("after", "");
        end();
        // What was said just before it was switched off may be asked of it or not.
        assertThat(titles())
                .contains("New exploit: after, loss unknown")
                .doesNotContain("New exploit: before, loss unknown", "New exploit: while it is off, loss unknown");
    }

    @Test
    void whatWasSaidWhileNobodyAskedIsToldLater() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        IntStream.range(0, 15).forEach(i -> say("n" + i));
        scene.run();
        end();
        scene.run();
        end();
        assertThat(titles())
                .hasSize(15)
                .doesNotHaveDuplicates()
                .first()
                .asString()
                .contains("n0");
    }

    private void say(String name) {
        try {
            scene.say(name, "");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRestoreRepeatsNothing() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'on':['new','amount'],'targets':['own']}");
        scene.target("gone", "/gone");
        scene.run();
        long before = scene.backup();
        scene.say("Ronin", "'loss_usd':1000");
        scene.say("Ronin", "'loss_usd':5000");
        end();
        var told = titles();
        assertThat(told).hasSize(2);
        scene.database.write(tx -> scene.alerts.removeTarget(tx, new Caller.Local(), "gone", null));
        scene.restore(before);
        assertThat(scene.alerts.targets())
                .extracting(target -> target.path("name").asString(""))
                .as("what was removed stays removed")
                .containsExactly("end", "own");
        scene.say("another comes first and gets the number", "'occurred_at':'2020-01-01'");
        scene.say("Ronin", "'loss_usd':1000");
        scene.say("Ronin", "'loss_usd':5000");
        scene.say("Ronin", "'loss_usd':9000");
        end();
        assertThat(titles()).startsWith(told.toArray(String[]::new)).hasSize(3);
        assertThat(titles().getLast()).isEqualTo("Ronin: loss $9,000, was $5,000");
    }

    @Test
    void aDigestCollectsUntilItIsDue() throws Exception {
        scene.rule("{'name':'hourly','filter':{'q':'-sentinel'},'digest':'hourly','targets':['own']}");
        scene.run();
        scene.say("a", "'loss_usd':1000");
        scene.say("b", "");
        end();
        assertThat(scene.in("collecting")).hasSize(1);
        assertThat(titles()).isEmpty();
        scene.clock.pass(Duration.ofHours(1));
        scene.settles("/own", 1);
        var got = scene.receiver.at("/own").getFirst();
        assertThat(got.title()).isEqualTo("2 alerts of the rule hourly");
        assertThat(got.json().at("/data/text").asString(""))
                .contains("New exploit: a, $1,000 lost (low)", "New exploit: b, loss unknown");
        assertThat(got.json().path("type").asString("")).isEqualTo("exploit.digest");
    }

    @Test
    void aFloodBecomesOneMessage() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.run();
        IntStream.range(0, Outbox.MOST_AT_ONCE + 130).forEach(i -> say("n" + i));
        end();
        assertThat(titles()).hasSize(Outbox.MOST_AT_ONCE);
        scene.clock.pass(Outbox.FLOOD.plusSeconds(1));
        scene.settles("/own", Outbox.MOST_AT_ONCE + 1);
        assertThat(titles().getLast()).isEqualTo("130 alerts of the rule all");
        var flood = scene.receiver.taken("/own").getLast().json();
        assertThat(flood.at("/data/items")).hasSize(Contents.MOST);
        assertThat(flood.at("/data/more").asInt()).isEqualTo(30);
        assertThat(flood.at("/data/text").asString("")).endsWith("and 110 more");
    }

    @Test
    void anExploitOfWhichADateIsMendedIsNew() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.run();
        var wrong = scene.clock.instant().minus(Duration.ofDays(365)).toString().substring(0, 10);
        scene.say("Lumora", "'occurred_at':'" + wrong + "'");
        end();
        assertThat(titles()).isEmpty();
        scene.say("Lumora", "");
        end();
        assertThat(titles()).singleElement().asString().contains("New exploit: Lumora");
        scene.say("Lumora", "'occurred_at':'" + wrong + "'");
        scene.say("Lumora", "");
        end();
        assertThat(titles()).hasSize(1);
    }

    @Test
    void aClockThatWasAheadHoldsNothingBack() throws Exception {
        scene.rule("{'name':'patient','filter':{'q':'-sentinel'},'max_age_days':3650,'targets':['own']}");
        scene.rule("{'name':'usual','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.run();
        scene.clock.pass(Duration.ofDays(30));
        end();
        scene.clock.pass(Duration.ofDays(-30));
        scene.say("Lumora", "");
        scene.settles("/own", 2);
    }

    @Test
    void whatIsTooOldOnceItIsAskedOfIsNotTold() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'targets':['own']}");
        scene.run();
        end();
        scene.rest();
        scene.say("Lumora", "");
        scene.clock.pass(Duration.ofDays(60));
        scene.run();
        end();
        assertThat(titles()).isEmpty();
    }

    @Test
    void aRuleThatCollectsNoMoreTellsWhatItCollected() throws Exception {
        var daily = scene.clock.instant().minus(Duration.ofHours(1)).toString().substring(11, 16);
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'digest':'daily','daily_at':'" + daily
                + "','targets':['own']}");
        scene.run();
        scene.say("Lumora", "");
        end();
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'digest':'immediate','targets':['own']}");
        scene.say("Vexa", "");
        end();
        scene.clock.pass(Duration.ofMinutes(10));
        scene.settles("/own", 1);
        assertThat(scene.receiver.taken("/own").getFirst().json().at("/data/items"))
                .hasSize(2);
    }

    @Test
    void aFloodKeepsQuietHours() throws Exception {
        var from = scene.clock.instant().plus(Duration.ofMinutes(5)).toString().substring(11, 16);
        var to = scene.clock.instant().plus(Duration.ofHours(8)).toString().substring(11, 16);
        scene.rule("{'name':'all','filter':{'q':'-sentinel'},'quiet':{'from':'" + from + "','to':'" + to
                + "'},'targets':['own']}");
        scene.run();
        for (int i = 0; i < 22; i++) {
            scene.say("Lumora " + i, "");
        }
        end();
        assertThat(scene.in("collecting"))
                .singleElement()
                .satisfies(message ->
                        assertThat(message.path("ready_at").asString("")).contains("T" + to));
    }

    @Test
    void aChangedRuleIsNotAskedOfThePastByARestart() throws Exception {
        scene.rule("{'name':'all','filter':{'q':'vexa'},'targets':['own']}");
        scene.run();
        scene.say("Lumora", "");
        end();
        scene.rule("{'name':'all','filter':{'q':'lumora'},'targets':['own']}");
        end();
        scene.run();
        end();
        assertThat(titles()).isEmpty();
    }
}

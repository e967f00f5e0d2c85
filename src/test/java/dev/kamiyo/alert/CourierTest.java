package dev.kamiyo.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.kamiyo.access.Caller;
import dev.kamiyo.testing.TestTls;
import dev.kamiyo.testing.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Delivery to a real receiver that misbehaves.
@Timeout(60)
final class CourierTest {
    @TempDir
    private Path folder = Path.of("");

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(folder);
        scene.target("own", "/own");
        scene.rule("{'name':'all','targets':['own']}");
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private List<String> ids(String path) {
        return scene.receiver.at(path).stream().map(Receiver.Got::id).toList();
    }

    @Test
    void whatFailsIsTriedAgainUnderOneIdAndWhatIsBehindItWaits() throws Exception {
        scene.receiver.once("/own", 500, Receiver.RESET, 302, 429, 503, 404);
        scene.run();
        scene.say("first", "");
        scene.say("second", "");
        scene.settles("/own", 2);
        assertThat(ids("/own")).hasSize(8);
        assertThat(ids("/own").subList(0, 7)).containsOnly(ids("/own").getFirst());
        assertThat(scene.receiver.taken("/own"))
                .extracting(Receiver.Got::title)
                .containsExactly("New exploit: first, loss unknown", "New exploit: second, loss unknown");
        assertThat(scene.receiver.at("/moved")).as("a redirect is not followed").isEmpty();
        var json = scene.alerts.deliveries().find(ids("/own").getFirst()).orElseThrow();
        assertThat(json.path("state").asString("")).isEqualTo("delivered");
        assertThat(json.path("attempts").asInt()).isEqualTo(7);
        assertThat(json.path("log")
                        .valueStream()
                        .map(attempt -> attempt.path("status").asInt(0)))
                .containsExactly(500, 0, 302, 429, 503, 404, 204);
        assertThat(json.at("/log/0/answer").asString("")).isEqualTo("answer 500");
        assertThat(json.at("/log/1/failure").asString("")).contains("broke off");
        assertThat(json.at("/message/title").asString("")).isEqualTo("New exploit: first, loss unknown");
    }

    @Test
    void aMessageThatIsRefusedIsGonePast() throws Exception {
        scene.receiver.once("/own", 400);
        scene.run();
        scene.say("first", "");
        scene.say("second", "");
        scene.settles("/own", 2);
        assertThat(ids("/own"))
                .hasSize(3)
                .satisfies(ids -> assertThat(ids.get(0)).isIn(ids.get(1), ids.get(2)));
        assertThat(scene.in("delivered")).hasSize(2);
    }

    @Test
    void chatsAreToldInPlainWordsNoFasterThanTheyTakeThem() throws Exception {
        scene.target(Scene.json("{'name':'slack','kind':'slack','url':'" + scene.receiver.url("/slack") + "'}"));
        scene.target(Scene.json("{'name':'discord','kind':'discord','url':'" + scene.receiver.url("/discord") + "'}"));
        scene.target(Scene.json("{'name':'telegram','kind':'telegram','token':'12:ABCDEFGHIJ','chat':'-100','url':'"
                + scene.receiver.url("") + "'}"));
        scene.rule("{'name':'chats','targets':['slack','discord','telegram']}");
        scene.run();
        var hostile = "<!channel> @everyone *b* _i_ `c` [x](http://e.example) <a href=x>&amp; \u202e> # h";
        scene.say("1", "'title':'" + hostile + "'");
        scene.say("2", "");
        scene.settles("/slack", 2);
        scene.settles("/discord", 2);
        scene.settles("/bot12:ABCDEFGHIJ/sendMessage", 2);
        var came = scene.receiver.at("/slack");
        assertThat(Duration.ofNanos(came.get(1).nanos() - came.get(0).nanos()))
                .isGreaterThan(Scene.QUICK.chat().dividedBy(2));
        var slack = came.getFirst().json();
        assertThat(slack.path("text").asString(""))
                .contains("&lt;!channel&gt;", "&amp;amp;")
                .doesNotContain("<", ">");
        var discord = scene.receiver.at("/discord").getFirst().json();
        assertThat(discord.path("content").asString("")).contains("\\*b\\*", "\\[x\\]", "\\_i\\_", "\\`c\\`");
        assertThat(discord.at("/allowed_mentions/parse").isArray()).isTrue();
        assertThat(discord.at("/allowed_mentions/parse")).isEmpty();
        var telegram =
                scene.receiver.at("/bot12:ABCDEFGHIJ/sendMessage").getFirst().json();
        assertThat(telegram.path("text").asString("")).contains("<!channel> @everyone *b*");
        assertThat(telegram.has("parse_mode")).isFalse();
    }

    @Test
    void aTargetThatIsDownDelaysNoOther() throws Exception {
        scene.receiver.always("/own", 500);
        scene.target("other", "/other");
        scene.rule("{'name':'to both','targets':['own','other']}".replace("to both", "to-both"));
        scene.run();
        scene.say("first", "");
        Waiting.until(() -> scene.receiver.taken("/other").size() == 1);
        assertThat(scene.receiver.taken("/own")).isEmpty();
        scene.receiver.always("/own", 200);
        scene.settles("/own", 2);
    }

    @Test
    void whatIsNotDeliveredSurvivesARestartAndIsNotMadeAnew() throws Exception {
        scene.receiver.always("/own", 503);
        scene.run();
        scene.say("first", "");
        Waiting.until(() -> !scene.receiver.at("/own").isEmpty());
        scene.rest();
        var id = ids("/own").getFirst();
        scene.receiver.always("/own", 204);
        scene.run();
        scene.settles("/own", 1);
        assertThat(ids("/own")).containsOnly(id);
        assertThat(scene.in("delivered")).hasSize(1);
    }

    @Test
    void aWeekOfADeadEndpointEndsInDeadLettersThatCanBeSentAgain() throws Exception {
        scene.receiver.always("/own", 500);
        scene.run();
        for (int i = 0; i < 10; i++) {
            scene.say("n" + i, "");
        }
        Waiting.until(() -> scene.in("waiting").size() == 10);
        assertThat(scene.in("dead")).isEmpty();
        scene.clock.pass(Duration.ofDays(7));
        Waiting.until(() -> scene.in("dead").size() == 10);
        assertThat(scene.alerts.standing().dead()).isEqualTo(10);
        scene.say("n10", "");
        scene.receiver.always("/own", 204);
        scene.settles("/own", 1);
        scene.database.write(tx -> scene.alerts.deliveries().replayAll(tx, new Caller.Local(), "own"));
        scene.settles("/own", 11);
        assertThat(scene.receiver.taken("/own").stream().map(Receiver.Got::id)).doesNotHaveDuplicates();
        assertThat(scene.in("delivered")).hasSize(11);
        var id = ids("/own").getLast();
        scene.database.write(tx -> scene.alerts.deliveries().replay(tx, new Caller.Local(), id));
        scene.settles("/own", 12);
        assertThat(ids("/own").getLast()).isEqualTo(id);
    }

    @Test
    void nothingLeadsIntoTheHouse() throws Exception {
        scene.target(Scene.json(
                "{'name':'inside','kind':'webhook','url':'http://localhost:" + scene.receiver.port() + "/inside'}"));
        var told = scene.test("inside");
        assertThat(told.path("reached").asBoolean()).isFalse();
        assertThat(told.path("failure").asString("")).contains("which is not a public address");
        for (var url : List.of(
                "http://169.254.169.254/latest/meta-data",
                "http://[::1]:" + scene.receiver.port() + "/inside",
                "http://10.0.0.1/",
                "http://2130706433/")) {
            scene.target(Scene.json("{'name':'inside','kind':'webhook','url':'" + url + "'}"));
            assertThat(scene.test("inside").path("failure").asString(""))
                    .as(url)
                    .containsAnyOf("not a public address", "is not known");
        }
        assertThat(scene.receiver.at("/inside")).isEmpty();
    }

    @Test
    void aTestTellsHowItWent() throws Exception {
        assertThat(scene.test("own").path("reached").asBoolean()).isTrue();
        assertThat(scene.receiver.at("/own").getFirst().json().path("type").asString(""))
                .isEqualTo("test");
        scene.receiver.once("/own", 401);
        var told = scene.test("own");
        assertThat(told.path("status").asInt()).isEqualTo(401);
        assertThat(told.path("answer").asString("")).isEqualTo("answer 401");
        scene.target(Scene.json("{'name':'nobody','kind':'webhook','url':'http://127.0.0.1:1/'}"));
        assertThat(scene.test("nobody").path("failure").asString("")).contains("nothing listens");
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotTaken() throws Exception {
        var context = TestTls.of(folder, "dns:elsewhere.example").server();
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.start();
        try {
            scene.target(Scene.json("{'name':'tls','kind':'webhook','url':'https://127.0.0.1:"
                    + server.getAddress().getPort() + "/'}"));
            assertThat(scene.test("tls").path("failure").asString("")).contains("its certificate is not one");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void secretsAreNowhereButInTheFileThatAKeyOfItsOwnOpens() throws Exception {
        var secret = "whsec_"
                + Base64.getEncoder().encodeToString("a very secret secret, long".getBytes(StandardCharsets.UTF_8));
        scene.target(Scene.json("{'name':'hidden','kind':'webhook','secret':'" + secret + "','url':'"
                + scene.receiver.url("/services/T0-secret-path") + "'}"));
        assertThat(scene.test("hidden").path("reached").asBoolean()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scene.key())))
                .isEqualTo("rw-------");
        scene.database.settle();
        scene.backup();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret, "T0-secret-path");
            }
        }
        Files.writeString(scene.key(), "another\n");
        var locked = new Alerts(scene.database, scene.key(), Set.of("127.0.0.1"), scene.clock, "test");
        assertThat(locked.targets().getFirst().path("usable").asBoolean()).isFalse();
        assertThat(locked.test(new Caller.Local(), "hidden")
                        .orElseThrow()
                        .path("failure")
                        .asString(""))
                .contains("cannot be decrypted", "alerts.key");
        locked.close();
    }

    @Test
    void whatARemovedRuleToldIsNotSent() throws Exception {
        scene.receiver.always("/own", 500);
        scene.run();
        scene.say("first", "");
        Waiting.until(() -> !scene.receiver.at("/own").isEmpty());
        scene.database.write(tx -> scene.alerts.removeRule(tx, new Caller.Local(), "all", null));
        Waiting.until(() -> scene.in("dropped").size() == 1);
        scene.rule("{'name':'all','targets':['own']}");
        scene.say("second", "");
        Waiting.until(
                () -> scene.receiver.at("/own").getLast().title().contains("second")); // the first is not on its way
        scene.receiver.always("/own", 204);
        scene.settles("/own", 1);
        assertThat(scene.receiver.taken("/own")).allMatch(got -> got.title().contains("second"));
    }

    /// It is next in line and waits for the chat's pace when it is dropped.
    @Test
    void whatIsDroppedJustBeforeItIsSentIsNotSent() throws Exception {
        scene.target(Scene.json("{'name':'room','kind':'slack','url':'" + scene.receiver.url("/room") + "'}"));
        scene.rule("{'name':'all','targets':['room']}");
        scene.run(new Pace(Scene.QUICK.first(), Scene.QUICK.longest(), Scene.QUICK.all(), Duration.ofMillis(1_900)));
        scene.say("first", "");
        scene.settles("/room", 1);
        scene.say("second", "");
        Waiting.until(() -> scene.in("waiting").size() == 1);
        scene.database.write(tx -> scene.alerts.removeRule(tx, new Caller.Local(), "all", null));
        assertThat(scene.in("dropped")).hasSize(1);
        scene.rule("{'name':'all','targets':['room']}");
        scene.say("third", "");
        scene.settles("/room", 2);
        assertThat(scene.receiver.taken("/room"))
                .extracting(Receiver.Got::body)
                .satisfiesExactly(
                        first -> assertThat(first).contains("first"),
                        third -> assertThat(third).contains("third"));
    }

    @Test
    void whatEndedAMonthAgoIsForgotten() throws Exception {
        scene.run();
        scene.say("first", "");
        scene.settles("/own", 1);
        Waiting.until(() -> scene.in("delivered").size() == 1);
        scene.clock.pass(Duration.ofDays(31));
        Waiting.until(() -> scene.in("delivered").isEmpty());
        assertThat(scene.database.<Long>read(reader -> reader.number("SELECT count(*) FROM delivery_contents")))
                .isZero();
    }
}

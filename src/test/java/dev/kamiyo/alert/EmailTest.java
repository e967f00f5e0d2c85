package dev.kamiyo.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.kamiyo.access.Caller;
import dev.kamiyo.testing.MailServer;
import dev.kamiyo.testing.Waiting;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Alerts by mail.
@Timeout(60)
final class EmailTest {
    @TempDir
    private Path folder = Path.of("");

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(folder);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private void target(int port) throws Exception {
        scene.target(Scene.json("{'name':'team','kind':'email','url':'smtp://127.0.0.1:" + port
                + "','tls':'none','from':'kamiyo@kamiyo.example','to':['ada@a.example','bob@b.example']}"));
    }

    @Test
    void anExploitIsToldToAllAddressesAsTextAndAsHtmlThatNothingBreaksOutOf() throws Exception {
        var server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            target(server.getSmtp().getPort());
            scene.rule("{'name':'all','targets':['team']}");
            scene.run();
            scene.say("1", "'title':'<img src=x> & =?utf-8?q?a?= \\u00dcn\\u00ef','loss_usd':5000000");
            Waiting.until(() -> server.getReceivedMessages().length == 2
                    && scene.in("delivered").size() == 1);
            for (var mail : server.getReceivedMessages()) {
                assertThat(mail.getSubject())
                        .isEqualTo("New exploit: <img src=x> & = ?utf-8?q?a?= Ünï, $5,000,000 lost (critical)");
                assertThat(mail.getHeader("To", null)).isEqualTo("ada@a.example, bob@b.example");
                var id = scene.in("delivered").getFirst().path("id").asString("");
                assertThat(mail.getMessageID()).isEqualTo("<" + id + "@kamiyo.example>");
                var parts = (MimeMultipart) mail.getContent();
                assertThat(parts.getBodyPart(0).getContent().toString())
                        .contains("<img src=x> & =?utf-8?q?a?= Ünï", "Rule: all");
                assertThat(parts.getBodyPart(1).getContent().toString())
                        .contains("&lt;img src=x&gt; &amp; =?utf-8?q?a?= Ünï", "<br>")
                        .doesNotContain("<img");
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void whatIsRefusedForGoodIsDeadAtOnceAndCanBeSentAgain() throws Exception {
        try (var server = new MailServer(Optional.empty(), false)) {
            server.answer(".", "451 busy", "554 5.7.1 spam");
            target(server.port());
            scene.rule("{'name':'all','targets':['team']}");
            scene.run();
            scene.say("1", "");
            Waiting.until(() -> scene.in("dead").size() == 1);
            var dead = scene.in("dead").getFirst();
            assertThat(dead.path("attempts").asInt()).isEqualTo(2);
            scene.say("2", "");
            Waiting.until(() -> server.got().size() == 1);
            var id = dead.path("id").asString("");
            assertThat(scene.alerts
                            .deliveries()
                            .find(id)
                            .orElseThrow()
                            .at("/log/1/answer")
                            .asString(""))
                    .isEqualTo("554 5.7.1 spam");
            scene.database.write(tx -> scene.alerts.deliveries().replay(tx, new Caller.Local(), id));
            Waiting.until(() -> server.got().size() == 2);
            assertThat(server.got().getLast().data()).contains("Message-ID: <" + id + "@kamiyo.example>");
        }
    }

    @Test
    void aTestTellsHowItWentAndThePasswordIsNowhere() throws Exception {
        scene.target(Scene.json("{'name':'team','kind':'email','url':'smtps://127.0.0.1:1','user':'ada',"
                + "'password':'s3cret-of-mail','from':'kamiyo@kamiyo.example','to':['ada@a.example']}"));
        var told = scene.test("team");
        assertThat(told.path("reached").asBoolean(true)).isFalse();
        assertThat(told.path("failure").asString("")).contains("nothing listens");
        assertThat(scene.alerts.targets().getFirst().toString())
                .contains("\"host\":\"127.0.0.1\"", "\"usable\":true")
                .doesNotContain("s3cret");
        scene.database.settle();
        scene.backup();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("s3cret-of-mail", "ada@a.example");
            }
        }
    }

    @Test
    void aServerInTheHouseIsRefusedUnlessItIsNamed() throws Exception {
        try (var server = new MailServer(Optional.empty(), false)) {
            scene.target(Scene.json("{'name':'inside','kind':'email','url':'smtp://localhost:" + server.port()
                    + "','tls':'none','from':'a@a.example','to':['b@b.example']}"));
            assertThat(scene.test("inside").path("failure").asString("")).contains("which is not a public address");
            assertThat(server.said()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'url':'https://mail.example'                                   | url
            'url':'smtp://ada:s3cret@mail.example'                         | url
            'url':'smtp://mail.example/x'                                  | url
            'url':'smtp://mail.example:70000'                              | url
            'to':'ada@a.example'                                           | to
            'to':[]                                                        | to
            'to':['ada']                                                   | to
            'to':['Ada <ada@a.example>']                                   | to
            'to':['ada@a.example\\r\\nRCPT TO:<eve@e.example>']            | to
            'to':['ada@a.example, eve@e.example']                          | to
            'to':['\\"a b\\"@a.example']                                   | to
            'to':['ad\\u00e4@a.example']                                   | to
            'from':'ada@a.example>\\nBcc: eve@e.example'                   | from
            'from':''                                                      | from
            'tls':'maybe'                                                  | tls
            'tls':'none','user':'ada','password':'s3cret'                  | tls
            'tls':'none','url':'smtps://mail.example'                      | tls
            'user':'ada'                                                   | password
            'password':'s3cret'                                            | user
            'user':'a\\u0000b','password':'s3cret'                         | user
            'cc':'ada@a.example'                                           | cc
            """)
    void aMemberThatCannotBeTakenIsNamed(String members, String member) {
        var json = Scene.json("{'name':'a','kind':'email','url':'smtp://mail.example',"
                + "'from':'a@a.example','to':['b@b.example']}");
        json.setAll(Scene.json("{" + members.strip() + "}"));
        assertThatThrownBy(() -> scene.alerts.draft(json))
                .isInstanceOfSatisfying(
                        InvalidAlertException.class, e -> assertThat(e.member()).isEqualTo(member))
                .hasMessageNotContaining("s3cret");
    }
}

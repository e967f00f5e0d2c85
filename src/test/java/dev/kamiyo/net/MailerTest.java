package dev.kamiyo.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.net.Receipt.Outcome;
import dev.kamiyo.net.SmtpServer.Login;
import dev.kamiyo.net.SmtpServer.Security;
import dev.kamiyo.testing.MailServer;
import dev.kamiyo.testing.TestTls;
import dev.kamiyo.testing.Waiting;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a real mail server that misbehaves.
@Timeout(30)
final class MailerTest {
    private static final Optional<Login> ADA = Optional.of(new Login("ada", "s3cret"));
    private static final Duration BRIEF = Duration.ofMillis(400);

    @TempDir
    private static Path folder = Path.of("");

    private static TestTls tls;
    private MailServer server;

    @BeforeAll
    static void certify() throws Exception {
        tls = TestTls.of(folder, "dns:mail.example,ip:127.0.0.1");
    }

    @BeforeEach
    void open() throws IOException {
        server = new MailServer(Optional.empty(), false);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void start(Security security) throws IOException {
        server.close();
        server = new MailServer(
                security == Security.NONE ? Optional.empty() : Optional.of(tls.server()), security == Security.TLS);
    }

    private Mail mail(Security security, String host, String... to) {
        return new Mail(
                new SmtpServer(host, server.port(), security, security == Security.NONE ? Optional.empty() : ADA),
                "kamiyo@kamiyo.example",
                List.of(to),
                "msg_1:2",
                "KYM-2026-00001",
                "New exploit: Ünï, $1",
                "first line\n.\n..\nlast line é\n",
                "<p>first &amp; last</p>\n",
                Instant.parse("2026-11-25T12:00:00Z"));
    }

    private Mail mail(Security security) {
        return mail(security, "127.0.0.1", "ada@a.example", "bob@b.example");
    }

    private static Mailer mailer(AddressGuard guard, SSLSocketFactory trusted) {
        return new Mailer(guard, Duration.ofSeconds(2), Duration.ofSeconds(10), () -> trusted);
    }

    private static Mailer mailer() {
        return mailer(AddressGuard.permitting("127.0.0.1"), tls.client().getSocketFactory());
    }

    private static MimeMessage parsed(MailServer.Got got) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(got.data().getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @EnumSource(Security.class)
    void aMailArrivesAndTheLoginOnlyOverTls(Security security) throws Exception {
        start(security);
        var receipt = mailer().send(mail(security));
        assertThat(receipt.failure()).isNull();
        assertThat(receipt.outcome()).isEqualTo(Outcome.TAKEN);
        assertThat(receipt.status()).isEqualTo(250);
        assertThat(receipt.head()).isEqualTo("250 queued as 1");
        var got = server.got().getFirst();
        assertThat(got.from()).startsWith("MAIL FROM:<kamiyo@kamiyo.example>");
        assertThat(got.to()).containsExactly("RCPT TO:<ada@a.example>", "RCPT TO:<bob@b.example>");
        var plain = server.said().stream().filter(line -> !line.startsWith("+")).toList();
        switch (security) {
            case NONE -> assertThat(server.said()).noneMatch(line -> line.contains("AUTH"));
            case STARTTLS -> assertThat(plain).containsExactly("EHLO [127.0.0.1]", "STARTTLS");
            case TLS -> assertThat(plain).isEmpty();
        }
        if (security != Security.NONE) {
            assertThat(server.said()).contains("+AUTH PLAIN YWRhAGFkYQBzM2NyZXQ=");
        }
    }

    @Test
    void itIsTextAndHtmlAndSaysThatAProgramWroteIt() throws Exception {
        start(Security.NONE);
        assertThat(mailer().send(mail(Security.NONE)).arrived()).isTrue();
        assertThat(mailer().send(mail(Security.NONE)).arrived()).isTrue();
        var mime = parsed(server.got().getFirst());
        assertThat(mime.getMessageID())
                .isEqualTo("<msg_1.2@kamiyo.example>")
                .isEqualTo(parsed(server.got().get(1)).getMessageID());
        assertThat(mime.getSubject()).isEqualTo("New exploit: Ünï, $1");
        assertThat(mime.getSentDate()).isEqualTo(Instant.parse("2026-11-25T12:00:00Z"));
        assertThat(mime.getHeader("From", null)).isEqualTo("Kamiyo <kamiyo@kamiyo.example>");
        assertThat(mime.getHeader("To", null)).isEqualTo("ada@a.example, bob@b.example");
        assertThat(mime.getHeader("References", null)).isEqualTo("<kamiyo.KYM-2026-00001@kamiyo.example>");
        assertThat(mime.getHeader("List-Id", null)).isEqualTo("Kamiyo <kamiyo.kamiyo.example>");
        assertThat(mime.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
        var parts = (MimeMultipart) mime.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r", ""))
                .isEqualTo("first line\n.\n..\nlast line é\n");
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(parts.getBodyPart(1).getContent().toString()).contains("<p>first &amp; last</p>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nBcc: eve@e.example\r\n\r\nthe body",
                "a\nX-Other: b",
                "a\rX-Other: b",
                "a\u2028X-Other: b\u0085c\0d",
                "=?utf-8?q?Subject=0D=0ABcc:_eve@e.example?=",
                "=?utf-8?B?QmNjOiBldmU=?= \u202eoops"
            })
    void nothingInASubjectBecomesAHeaderOrAnEncodedWord(String subject) throws Exception {
        start(Security.NONE);
        var usual = mail(Security.NONE);
        var sent = new Mail(
                usual.server(),
                usual.from(),
                usual.to(),
                "id>\r\nX-Other: a",
                "thread>\r\nX-Other: a",
                subject,
                subject,
                usual.html(),
                usual.at());
        assertThat(mailer().send(sent).arrived()).isTrue();
        var mime = parsed(server.got().getFirst());
        assertThat(mime.getHeader("Bcc")).isNull();
        assertThat(mime.getHeader("X-Other")).isNull();
        assertThat(mime.getHeader("Message-ID")).containsExactly("<id.X-Other.a@kamiyo.example>");
        assertThat(mime.getHeader("Subject")).hasSize(1);
        assertThat(mime.getSubject())
                .doesNotContain("\r", "\n", "\u2028", "\u202e", "\0")
                .doesNotContainPattern("^Subject");
        assertThat(server.got().getFirst().to()).hasSize(2);
    }

    @Test
    void aServerWithoutTlsIsToldNothing() throws Exception {
        start(Security.NONE);
        var receipt = mailer().send(mail(Security.STARTTLS));
        assertThat(receipt.outcome()).isEqualTo(Outcome.LATER);
        assertThat(receipt.failure()).isEqualTo("it offers no TLS (STARTTLS)");
        assertThat(server.said()).noneMatch(line -> line.contains("AUTH") || line.contains("MAIL"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Security.class,
            names = {"TLS", "STARTTLS"})
    void aCertificateOfAnotherHostIsRefused(Security security) throws Exception {
        start(security);
        Names names = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
        var guard = AddressGuard.permitting("mail.example", "other.example").resolvingBy(names);
        var mailer = mailer(guard, tls.client().getSocketFactory());
        assertThat(mailer.send(mail(security, "other.example", "ada@a.example")).failure())
                .contains("its certificate is not one for this host");
        assertThat(server.said()).noneMatch(line -> line.contains("AUTH"));
        assertThat(mailer.send(mail(security, "mail.example", "ada@a.example")).failure())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Security.class,
            names = {"TLS", "STARTTLS"})
    void aCertificateThatNobodyVouchesForIsRefused(Security security) throws Exception {
        start(security);
        var mailer = new Mailer(AddressGuard.permitting("127.0.0.1"), BRIEF, Duration.ofSeconds(10));
        assertThat(mailer.send(mail(security)).failure()).contains("its certificate is not one");
        assertThat(server.said()).noneMatch(line -> line.contains("AUTH"));
    }

    @Test
    void onlyTheAddressThatWasJudgedIsConnectedTo() throws Exception {
        start(Security.NONE);
        var answers = new ArrayDeque<>(List.of("203.0.114.1", "127.0.0.1"));
        Names names = host -> {
            if (answers.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getByName(answers.removeFirst())};
        };
        var mailer = new Mailer(AddressGuard.permitting().resolvingBy(names), BRIEF, BRIEF);
        assertThat(mailer.send(mail(Security.NONE, "mail.example", "ada@a.example"))
                        .arrived())
                .as("nobody is there")
                .isFalse();
        assertThat(mailer.send(mail(Security.NONE, "mail.example", "ada@a.example"))
                        .failure())
                .contains("mail.example is at 127.0.0.1, which is not a public address");
        assertThat(mailer.send(mail(Security.NONE, "mail.example", "ada@a.example"))
                        .failure())
                .as("asked once an attempt")
                .isEqualTo("its host name is not known");
        assertThat(server.said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "2130706433", "10.0.0.1", "169.254.169.254"})
    void nothingLeadsIntoTheHouse(String host) throws Exception {
        start(Security.NONE);
        var mailer = new Mailer(AddressGuard.permitting(), BRIEF, Duration.ofSeconds(10));
        assertThat(mailer.send(mail(Security.NONE, host, "ada@a.example")).failure())
                .contains("which is not a public address");
        assertThat(server.said()).isEmpty();
    }

    /// `said` is where the server answers so.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GREETING | 421 busy              | LATER | 421
            GREETING | 554 no                | LATER | 554
            MAIL     | 451 greylisted        | LATER | 451
            MAIL     | 550 not from you      | NEVER | 550
            RCPT     | 450 later             | LATER | 450
            RCPT     | 550 nobody here       | NEVER | 550
            RCPT     | 421 busy              | LATER | 421
            DATA     | 452 full              | LATER | 452
            DATA     | 554 no                | NEVER | 554
            .        | 451 scanner is down   | LATER | 451
            .        | 554 5.7.1 spam        | NEVER | 554
            """)
    void whatIsPassingIsTriedLaterAndWhatIsForGoodIsNot(String said, String answer, Outcome outcome, int status)
            throws Exception {
        start(Security.NONE);
        server.answer(said, answer);
        var receipt = mailer().send(mail(Security.NONE, "127.0.0.1", "ada@a.example"));
        assertThat(receipt.outcome()).isEqualTo(outcome);
        assertThat(receipt.status()).isEqualTo(status);
        assertThat(receipt.failure()).isEqualTo("it answered with status " + status);
        assertThat(server.got()).isEmpty();
        assertThat(mailer().send(mail(Security.NONE)).failure()).isNull();
    }

    @Test
    void aLoginThatIsNotTakenIsTriedLaterAndNotRepeatedInTheAnswer() throws Exception {
        start(Security.TLS);
        server.answer("AUTH", "535 5.7.8 s3cret is wrong");
        var receipt = mailer().send(mail(Security.TLS));
        assertThat(receipt.outcome()).isEqualTo(Outcome.LATER);
        assertThat(receipt.status()).isEqualTo(535);
        assertThat(receipt.failure()).isEqualTo("it does not take the login");
        assertThat(receipt.head()).isEmpty();
    }

    @Test
    void whoIsRefusedForGoodDoesNotKeepTheMailFromOthers() throws Exception {
        start(Security.NONE);
        server.answer("RCPT", "550 nobody here", "250 ok");
        var receipt = mailer().send(mail(Security.NONE));
        assertThat(receipt.failure()).isNull();
        assertThat(receipt.head()).isEqualTo("not for ada@a.example (550): 250 queued as 1");
        assertThat(server.got())
                .singleElement()
                .satisfies(got -> assertThat(got.to()).containsExactly("RCPT TO:<bob@b.example>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"450 later;250 ok", "250 ok;451 later", "550 nobody;450 later", "452 full;550 nobody"})
    void whoIsPutOffPutsItOffForAllSoThatNobodyGetsItTwice(String answers) throws Exception {
        start(Security.NONE);
        server.answer("RCPT", answers.split(";"));
        var receipt = mailer().send(mail(Security.NONE));
        assertThat(receipt.outcome()).isEqualTo(Outcome.LATER);
        assertThat(receipt.status()).isLessThan(500);
        assertThat(server.got()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void aConnectionThatIsDroppedIsTriedLater(String said) throws Exception {
        start(Security.NONE);
        server.answer(said, MailServer.DROP);
        var receipt = mailer().send(mail(Security.NONE));
        assertThat(receipt.outcome()).as(receipt.toString()).isEqualTo(Outcome.LATER);
        assertThat(receipt.status()).isZero();
        assertThat(receipt.failure()).contains("broke off");
    }

    @ParameterizedTest
    @CsvSource({"GREETING,SILENCE", "EHLO,DRIP", "MAIL,SILENCE", "MAIL,DRIP", ".,SILENCE"})
    void aServerThatIsSlowIsNotWaitedForLongerAndLeftAlone(String said, String answer) throws Exception {
        start(Security.NONE);
        server.answer(said, answer);
        var mailer = new Mailer(AddressGuard.permitting("127.0.0.1"), Duration.ofSeconds(10), BRIEF);
        var receipt = mailer.send(mail(Security.NONE));
        assertThat(receipt.outcome()).isEqualTo(Outcome.LATER);
        assertThat(receipt.failure()).endsWith("in time"); // on a busy machine even the connection may not be there
        assertThat(receipt.took()).isBetween(BRIEF, BRIEF.multipliedBy(10));
        Waiting.until(() -> server.connections() == 0);
    }

    @Test
    void whoIsToStopStopsAtOnceAndLeavesNoConnection() throws Exception {
        start(Security.NONE);
        server.answer("MAIL", MailServer.SILENCE);
        var ended = new CompletableFuture<String>();
        var sending = Thread.ofVirtual().start(() -> {
            try {
                ended.complete(String.valueOf(mailer().send(mail(Security.NONE))));
            } catch (InterruptedException _) {
                ended.complete("interrupted");
            }
        });
        Waiting.until(() -> server.said().stream().anyMatch(line -> line.startsWith("MAIL")));
        sending.interrupt();
        assertThat(ended.join()).isEqualTo("interrupted");
        Waiting.until(() -> server.connections() == 0);
    }

    @Test
    void noThreadOfItsOwnIsLeft() throws Exception {
        start(Security.STARTTLS);
        assertThat(mailer().send(mail(Security.STARTTLS)).failure()).isNull();
        Waiting.until(() -> server.connections() == 0);
        var threads = new Thread[Thread.activeCount() + 50];
        int count = Thread.enumerate(threads);
        assertThat(Arrays.stream(threads).limit(count).map(Thread::getName))
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("mail"));
    }

    @Test
    void aPasswordIsNeitherPrintedNorSentWithoutTls() throws Exception {
        start(Security.TLS);
        assertThat(mail(Security.TLS)).asString().doesNotContain("s3cret");
        assertThatThrownBy(() -> new SmtpServer("mail.example", 25, Security.NONE, ADA))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Transaction;
import dev.kamiyo.exploit.TransactionRole;
import dev.kamiyo.exploit.Usd;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OwnFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final OwnFile FEED = new OwnFile(Vocabularies.load(), CLOCK);
    private static final String HASH = "0x" + "ab".repeat(32);

    private static Parsed parse(String text) throws MalformedFeedException {
        return FEED.parse(Content.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aLineOfCsvIsAClaim() throws Exception {
        var parsed = parse("\ufeffid,protocol,occurred_at,loss_usd,chains,transactions,references\r\n"
                + "1,\"Lumora, Inc\",2024-05-29,1234567.5,Ethereum; bsc,ethereum:" + HASH + ";bsc:" + HASH
                + ":laundering,https://example.org/a;https://example.org/b\r\n"
                + "2,Vexa,2024-05,,,,\r\n");
        assertThat(parsed.rejected()).isEmpty();
        var facts = parsed.claims().getFirst().facts();
        assertThat(facts.title()).isEqualTo("Lumora, Inc");
        assertThat(facts.loss()).isEqualTo(new Usd(123_456_750));
        assertThat(facts.chains()).containsExactly("ethereum", "bsc");
        assertThat(facts.transactions())
                .containsExactly(
                        new Transaction("ethereum", HASH, TransactionRole.ATTACK),
                        new Transaction("bsc", HASH, TransactionRole.LAUNDERING));
        assertThat(facts.references()).hasSize(2);
        var sparse = parsed.claims().getLast().facts();
        assertThat(sparse.loss()).isNull();
        assertThat(sparse.occurred().precision().label()).isEqualTo("month");
    }

    @Test
    void jsonIsWhatThePostTakes() throws Exception {
        var parsed = parse("[{\"id\":\"a-1\",\"url\":\"https://example.org/a\",\"title\":\"Lumora falls\","
                + "\"occurred_at\":\"2024-05-29\",\"loss_usd\":5,\"chains\":[\"bsc\"]}]");
        var claim = parsed.claims().getFirst();
        assertThat(claim.nativeId()).isEqualTo("a-1");
        assertThat(claim.url()).isEqualTo("https://example.org/a");
        assertThat(claim.facts().loss()).isEqualTo(new Usd(500));
    }

    @Test
    void withoutAnIdDayAndNameAreTheIdentity() throws Exception {
        var parsed = parse("protocol,occurred_at\nLumora,2024-05-29\nLumora,2024-05-29\nLumora,2024-05-30\n");
        assertThat(parsed.claims())
                .extracting(Claim::nativeId)
                .containsExactly("2024-05-29/lumora", "2024-05-30/lumora");
    }

    @Test
    void aFolderMayHoldBothKinds() throws Exception {
        var files = new TreeMap<String, byte[]>();
        files.put("a.csv", "protocol,occurred_at\nLumora,2024-05-29\n".getBytes(StandardCharsets.UTF_8));
        files.put("b.json", "[{\"protocol\":\"Vexa\",\"occurred_at\":\"x\"}]".getBytes(StandardCharsets.UTF_8));
        var parsed = FEED.parse(new Content(files));
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().position()).isEqualTo("b.json, record 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Lumora,2090-01-01,,               | occurred_at
            Lumora,1970-01-01,,               | occurred_at
            Lumora,soon,,                     | occurred_at
            ,2024-05-29,,                     | protocol
            <script>x</script>,2024-05-29,,   | protocol
            Lumora,2024-05-29,-5,             | loss_usd
            Lumora,2024-05-29,1e30,           | loss_usd
            Lumora,2024-05-29,0,              | loss_usd
            Lumora,2024-05-29,,op             | chains
            """)
    void aMalformedLineIsNamedAndTheOthersAreTaken(String line, String member) throws Exception {
        var bad = line.endsWith(",op") ? line.replace(",op", ",no such chain") : line;
        var parsed = parse("protocol,occurred_at,loss_usd,chains\n" + bad + "\nVexa,2024-05-29,7,bsc\n");
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().position()).isEqualTo("line 2");
        assertThat(parsed.rejected().getFirst().reason()).startsWith(member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lu\uffffmora", "Lu\u001cmora", "\u200b"})
    void aNameThatNobodyCanReadIsRejected(String name) throws Exception {
        var parsed = parse("protocol,occurred_at\n" + name + ",2024-05-29\nVexa,2024-05-29\n");
        assertThat(parsed.claims()).hasSize(1);
        assertThat(parsed.rejected().getFirst().reason()).startsWith("protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "protocol,occurred_at\n",
                "protocol,colour\nLumora,blue\n",
                "protocol,occurred_at\n\"Lumora,2024-05-29\n",
                "<html><body>x</body></html>\ny\n",
                "[{\"protocol\":\"Lumora\"",
                "{}"
            })
    void whatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedFeedException.class);
    }

    @Test
    void anotherEncodingIsRefused() {
        var latin = "protocol,occurred_at\nCaf\u00e9,2024-05-29\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> FEED.parse(Content.of(latin))).hasMessageContaining("not UTF-8");
        var wide = "protocol,occurred_at\nLumora,2024-05-29\n".getBytes(StandardCharsets.UTF_16);
        assertThatThrownBy(() -> FEED.parse(Content.of(wide))).isInstanceOf(MalformedFeedException.class);
    }
}

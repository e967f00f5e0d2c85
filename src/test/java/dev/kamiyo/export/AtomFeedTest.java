package dev.kamiyo.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import tools.jackson.databind.json.JsonMapper;

final class AtomFeedTest {
    @ParameterizedTest
    @CsvSource({
        "T12 \uffff x, T12 \ufffd x",
        "T12 \ufffe x, T12 \ufffd x",
        "T12 \u0000\u0007\u001b x, T12 \ufffd\ufffd\ufffd x",
        "T12 \ud800 x, T12 \ufffd x",
        "T12\tx, T12\tx",
        "\ud83d\udca9 & <b>, \ud83d\udca9 & <b>",
    })
    void noTextSpoilsTheFeed(String text, String shown) throws Exception {
        var json = JsonMapper.shared().createObjectNode();
        json.put("id", "KYM-2024-00001").put("title", text).put("occurred_at", "2024-05-02T00:00:00Z");
        json.put("modified_at", "2024-05-02T00:00:00Z").put("first_seen_at", "2024-05-02T00:00:00Z");
        json.putNull("loss_usd").putNull("technique").putNull("target").putNull("severity");
        json.putArray("references").add("https://example.org/" + text);
        var feed = parsed(Format.ATOM.document(
                new Imprint(List.of(), Instant.EPOCH),
                List.of(JsonMapper.shared().writeValueAsString(json))));
        assertThat(feed.getElementsByTagNameNS("*", "title").item(1).getTextContent())
                .isEqualTo(shown);
    }

    private static Document parsed(byte[] feed) throws Exception {
        return DocumentBuilderFactory.newNSInstance().newDocumentBuilder().parse(new ByteArrayInputStream(feed));
    }
}

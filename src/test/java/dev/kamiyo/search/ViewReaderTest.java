package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kamiyo.exploit.Usd;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewReaderTest {
    private static final ViewReader READER = ViewReader.load();

    @Test
    void nothingAskedIsEverythingNewestFirst() throws InvalidFilterException {
        assertThat(READER.read(Map.of())).isEqualTo(View.ALL);
    }

    @ParameterizedTest
    @CsvSource({"1000000, 1000000", "1e6, 1000000", "1m, 1000000", "1M, 1000000", "250k, 250000", "1.5b, 1500000000"})
    void amounts(String text, long dollars) throws InvalidFilterException {
        assertThat(READER.filter(Map.of("min_loss", text)).minLoss()).isEqualTo(new Usd(dollars * 100));
    }

    @ParameterizedTest
    @CsvSource({
        "2024, 2024-01-01T00:00:00Z, 2025-01-01T00:00:00Z",
        "2024-02, 2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "2024-02-29, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z",
        "2024-02-29T12:00:00Z, 2024-02-29T12:00:00Z, 2024-02-29T12:00:01Z",
        "2024-02-29T12:00:00+02:00, 2024-02-29T10:00:00Z, 2024-02-29T10:00:01Z",
    })
    void times(String text, String from, String to) throws InvalidFilterException {
        var filter = READER.filter(Map.of("since", text, "until", text, "modified_since", text));
        assertThat(filter.since()).isEqualTo(Instant.parse(from).getEpochSecond());
        assertThat(filter.before()).isEqualTo(Instant.parse(to).getEpochSecond());
        assertThat(filter.modifiedSince()).isEqualTo(filter.since());
    }

    @Test
    void labelsAndAliasesMeanTheirSlugs() throws InvalidFilterException {
        var filter = READER.filter(Map.of(
                "chain", "BNB Chain,unheard of",
                "protocol", "Ronin Network",
                "technique", "Flash loan attack,reentrancy",
                "severity", "HIGH"));
        assertThat(filter.values().get(Facet.CHAIN)).isEqualTo(Set.of("bsc", "unheard-of"));
        assertThat(filter.values().get(Facet.PROTOCOL)).contains("ronin-network", "ronin-bridge", "axie-infinity");
        assertThat(filter.values().get(Facet.TECHNIQUE)).contains("reentrancy").hasSize(2);
        assertThat(filter.values().get(Facet.SEVERITY)).isEqualTo(Set.of("high"));
    }

    @Test
    void equalQuestionsAreEqual() throws InvalidFilterException {
        assertThat(READER.read(Map.of("chain", "bsc,base", "fields", "title,id")))
                .isEqualTo(READER.read(Map.of("chain", "base, bsc,base", "fields", "id,title")))
                .hasToString(READER.read(Map.of("chain", "base,bsc", "fields", "id,title"))
                        .toString());
    }

    @Test
    void hexadecimalHashesAreFoundInAnyCaseAndOthersAsTheyAre() throws InvalidFilterException {
        var filter =
                READER.filter(Map.of("tx", "0xABCDEFABCDEFABCDEFAB", "address", "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf"));
        assertThat(filter.transactions()).contains("0xabcdefabcdefabcdefab");
        assertThat(filter.addresses()).isEqualTo(List.of("TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf"));
    }

    @Test
    void closedChoicesTellWhatIsAllowed() {
        assertThatThrownBy(() -> READER.read(Map.of("status", "gone")))
                .isInstanceOfSatisfying(InvalidFilterException.class, e -> {
                    assertThat(e.parameter()).isEqualTo("status");
                    assertThat(e.allowed()).containsExactly("reported", "confirmed", "disputed", "withdrawn");
                });
    }
}

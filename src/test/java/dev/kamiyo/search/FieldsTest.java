package dev.kamiyo.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class FieldsTest {
    private static final String EXPLOIT = """
            {"id":"KYM-2022-00001","title":"Ronin \\"Bridge\\" \\ud83d\\ude00 😀, {1}","protocol":{"slug":"ronin","name":"Ronin"},
             "chains":["ethereum","bitcoin"] ,"loss_usd":624000000.25 , "recovered_usd":30000000,"technique":null,
             "transactions":[{"chain":"ethereum","hash":"0xab","role":"attack"}],"sources":[],"last":1.50}""";

    @Test
    void eachMemberIsWhatItIsInTheWhole() {
        var whole = JsonMapper.shared().readTree(EXPLOIT);
        for (var name : whole.propertyNames()) {
            var part = JsonMapper.shared().readTree(SearchStore.fields(EXPLOIT, List.of(name)));
            assertThat(part).hasSize(1);
            assertThat(part.get(name)).isEqualTo(whole.get(name));
        }
    }

    @Test
    void membersStandAsAskedForAndAmountsAsWritten() {
        assertThat(SearchStore.fields(EXPLOIT, List.of("last", "technique", "loss_usd", "recovered_usd", "id")))
                .isEqualTo("{\"last\":1.50,\"technique\":null,\"loss_usd\":624000000.25,\"recovered_usd\":30000000,"
                        + "\"id\":\"KYM-2022-00001\"}");
    }

    @Test
    void withoutFieldsAllIsThere() {
        assertThat(SearchStore.fields(EXPLOIT, List.of())).isEqualTo(EXPLOIT);
    }
}

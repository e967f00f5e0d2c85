package dev.kamiyo.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.search.ViewReader;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Until when a rule collects.
final class QuietHoursTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            immediate | 22:00 | 07:00 | 2026-11-20T12:00:00Z | 2026-11-20T12:00:00Z
            immediate | 22:00 | 07:00 | 2026-11-20T20:59:59Z | 2026-11-20T20:59:59Z
            immediate | 22:00 | 07:00 | 2026-11-20T21:00:00Z | 2026-11-21T06:00:00Z
            immediate | 22:00 | 07:00 | 2026-11-21T05:59:59Z | 2026-11-21T06:00:00Z
            immediate | 22:00 | 07:00 | 2026-11-21T06:00:00Z | 2026-11-21T06:00:00Z
            immediate | 12:00 | 13:00 | 2026-11-20T11:30:00Z | 2026-11-20T12:00:00Z
            hourly    | 22:00 | 07:00 | 2026-11-20T12:10:00Z | 2026-11-20T13:00:00Z
            hourly    | 22:00 | 07:00 | 2026-11-20T20:10:00Z | 2026-11-21T06:00:00Z
            daily     | 22:00 | 07:00 | 2026-11-20T06:59:59Z | 2026-11-20T07:00:00Z
            daily     | 22:00 | 07:00 | 2026-11-20T07:00:00Z | 2026-11-21T07:00:00Z
            daily     | 22:00 | 09:00 | 2026-11-20T07:00:00Z | 2026-11-21T08:00:00Z
            """)
    void aRuleCollectsUntil(String digest, String from, String to, Instant now, Instant until) throws Exception {
        var json = Scene.json("{'name':'a','zone':'Europe/Berlin','targets':['t']}");
        json.put("digest", digest).putObject("quiet").put("from", from).put("to", to);
        var views = ViewReader.load();
        var rule = ReadyRule.of(1, 1, RuleJson.read(json, views), views);
        assertThat(rule.collectedUntil(now)).isEqualTo(until);
    }
}

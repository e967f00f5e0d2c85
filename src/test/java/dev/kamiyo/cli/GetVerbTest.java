package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.search.ViewReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `kamiyo get` beside a running service.
@Timeout(120)
final class GetVerbTest extends InstalledProgram {
    @Test
    void itAnswersAsTheInterfaceDoes() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var table = run("get", "--chain", "ethereum", "--min-loss", "100m", "--sort", "loss", "--limit", "3");
        assertThat(table.code()).as(table.text()).isZero();
        assertThat(table.text()).startsWith("ID ").contains("LOSS_USD", "3 of ");
        assertThat(table.text().lines()).hasSize(5);

        var query = "chain=bsc,base&since=2024&q=%22a%22%20-b&fields=id,title,loss_usd&limit=7";
        for (var format : List.of("json", "csv", "ndjson")) {
            var shown = run(
                    "get",
                    "--chain",
                    "bsc,base",
                    "--since",
                    "2024",
                    "--q",
                    "\"a\" -b",
                    "--limit",
                    "7",
                    "--fields",
                    "id,title,loss_usd",
                    "--format",
                    format);
            assertThat(shown.text())
                    .as(format)
                    .isEqualTo(get(service, "/api/v1/exploits?format=" + format + "&" + query)
                            .body());
        }
        assertThat(run("get", "--fields", "id,severity", "--limit", "all").text())
                .startsWith("ID              SEVERITY");
    }

    @Test
    void outputThatIsCutOffIsAFailureUnlessTheReaderHasEnough() throws Exception {
        makeData();
        var full = finish(toFullDisk("get", "--limit", "all", "--format", "csv"));
        assertThat(full.code()).isEqualTo(1);
        assertThat(full.text()).contains("the output could not be written: No space left on device");
        var head = finish(inShell(
                "{ sh \"$0\" \"$@\"; echo \"ended with $?\" >&2; } | head -n 1",
                "get",
                "--limit",
                "all",
                "--format",
                "csv"));
        assertThat(head.text()).startsWith("id,").endsWith("ended with 0\n").hasLineCount(2);
    }

    @Test
    void whatItCannotTakeIsToldAsTheInterfaceTellsIt() throws Exception {
        makeData();
        var wrong = run("get", "--min-loss", "much");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.text()).contains("kamiyo get: min_loss is not an amount of US dollars");
        var severity = run("get", "--severity", "awful");
        assertThat(severity.code()).isEqualTo(2);
        assertThat(severity.text())
                .contains("severity is not known", "critical")
                .containsOnlyOnce("allowed");
        assertThat(run("get", "--format", "xml").text()).contains("--format is 'xml'; allowed: table, json");
        assertThat(run("get", "--limit", "0").text()).contains("limit is '0'");
        assertThat(run("get", "--colour", "red").text()).contains("Unknown option");
        var help = run("get", "--help").text();
        for (var parameter : ViewReader.FILTERS) {
            assertThat(help).contains("--" + parameter.replace('_', '-'));
        }
    }
}

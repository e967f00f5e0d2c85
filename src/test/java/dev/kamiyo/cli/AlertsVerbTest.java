package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.Waiting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `kamiyo alerts` beside a running service that sends.
@Timeout(120)
final class AlertsVerbTest extends InstalledProgram {
    private final List<String> got = new CopyOnWriteArrayList<>();

    @Test
    void aTargetAndARuleAreMadeTriedToldAndRemoved() throws Exception {
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        try {
            var builder = command("serve", "--port", "0");
            builder.environment().put("KAMIYO_ALERT_HOSTS", "127.0.0.1, elsewhere.example");
            var service = serve(builder);
            var key = found(Pattern.compile("(kym_\\S+)"), service.text());
            write(
                    "target.json",
                    "{\"name\":\"own\",\"kind\":\"webhook\",\"url\":\"http://127.0.0.1:"
                            + receiver.getAddress().getPort() + "/\"}");
            var made = run("alerts", "add", "target.json");
            assertThat(made.text()).contains("target own is kept", "whsec_");
            assertThat(made.code()).isZero();
            write("rule.json", "{\"name\":\"mine\",\"max_age_days\":3650,\"targets\":[\"own\"]}");
            assertThat(run("alerts", "add", "rule.json").text()).contains("rule mine", "new, immediate, to own");
            write("portfolio.csv", "protocol,amount,chain\nAave,12,\n\"Curve, v2\",1,polygon\nCurve,,bsc\n");
            assertThat(run("alerts", "import", "portfolio.csv", "mine").text()).contains("watches 5 things");
            assertThat(run("alerts", "test", "own").text()).contains("own: reached");
            assertThat(run("alerts").text()).contains("target  own", "webhook at 127.0.0.1", "rule    mine");

            write("rule.json", "{\"name\":\"mine\",\"max_age_days\":3650,\"targets\":[\"own\"]}");
            assertThat(run("alerts", "add", "rule.json").code()).isZero();
            assertThat(post(service, key).statusCode()).isEqualTo(201);
            Waiting.until(() -> got.size() == 2);
            assertThat(got.getLast()).contains("\"exploit.new\"");
            Waiting.until(() -> run("alerts", "deliveries", "delivered").text().contains("mine to own, 1 attempts"));
            var matches = run("alerts", "matches", "mine").text();
            assertThat(matches).contains("$");
            assertThat(matches.lines().filter(line -> line.startsWith("KYM-"))).hasSize(50);
            assertThat(matches)
                    .contains("these are the latest; the next: GET /api/v1/alerts/rules/mine/matches?cursor=");
            var id = found(
                    Pattern.compile("(msg_[0-9a-f]+)"),
                    run("alerts", "deliveries").text());
            assertThat(run("alerts", "deliveries", id).text()).contains("\"New exploit: ");
            assertThat(run("alerts", "replay", id).text()).contains("1 sent again");
            Waiting.until(() -> got.size() == 3);
            assertThat(run("alerts", "replay", "own").text()).contains("0 sent again");

            assertThat(run("alerts", "remove", "target", "own").code()).isEqualTo(1);
            assertThat(run("alerts", "remove", "rule", "mine").code()).isZero();
            assertThat(run("alerts", "remove", "target", "own").code()).isZero();
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        makeData();
        assertThat(run("alerts", "burn").code()).isEqualTo(2);
        assertThat(run("alerts", "add", "none.json").text())
                .contains("none.json cannot be read: none.json does not exist")
                .doesNotContain("Exception");
        assertThat(run("alerts", "import", "none.csv", "x").text())
                .contains("none.csv does not exist")
                .doesNotContain("Exception");
        assertThat(run("alerts", "add").text()).contains("add takes a JSON file");
        write("a.json", "{\"name\":");
        assertThat(run("alerts", "add", "a.json").text()).contains("a.json is not JSON; look at line 1");
        write("b.csv", "name\nAave\n");
        assertThat(run("alerts", "import", "b.csv", "x").text()).contains("one of the columns protocol, chain");
        assertThat(run("alerts", "test", "nobody").code()).isEqualTo(1);
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }
}

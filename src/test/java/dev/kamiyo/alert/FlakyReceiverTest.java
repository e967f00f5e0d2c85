package dev.kamiyo.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kamiyo.testing.ChildProcess;
import dev.kamiyo.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Every due alert arrives under one id, though the receiver fails 3 times in 10 and the service is killed three times.
///
/// The long form (`-Dkamiyo.alerts.long=true`) has 10,000 changes and 1,000 rules, and measures the time from a write
/// to its delivery.
@Timeout(900)
final class FlakyReceiverTest {
    private static final Logger log = LoggerFactory.getLogger("test");
    private static final boolean LONG = Boolean.getBoolean("kamiyo.alerts.long");
    private static final int CHANGES = LONG ? 10_000 : 400;
    private static final int RULES = LONG ? 1_000 : 50;
    private static final int TARGETS = LONG ? 100 : 25;
    private static final int OLD = LONG ? 1_000 : 100;
    private static final int MEASURED = LONG ? 500 : 20;
    private static final Duration ALL = Duration.ofMinutes(10);

    @TempDir
    private Path folder = Path.of("");

    /// The ids under which each exploit was sent, taken or not, and when it was first taken.
    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();

    private final Map<String, Long> taken = new ConcurrentHashMap<>();
    private volatile int failing = 30;
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", this::answer);
        receiver.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var json = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            var title = json.at("/data/items/0/exploit/title").asString("");
            ids.computeIfAbsent(title, _ -> ConcurrentHashMap.newKeySet())
                    .add(exchange.getRequestHeaders().getFirst("webhook-id"));
            if (ThreadLocalRandom.current().nextInt(100) < failing) {
                exchange.sendResponseHeaders(500, -1);
                return;
            }
            taken.putIfAbsent(title, System.currentTimeMillis());
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private void rules() throws Exception {
        try (var scene = new Scene(folder)) {
            for (int i = 0; i < TARGETS; i++) {
                scene.target(Scene.json("{'name':'t" + i + "','kind':'webhook','url':'http://127.0.0.1:"
                        + receiver.getAddress().getPort() + "/" + i + "'}"));
            }
            for (int i = 0; i < RULES; i++) {
                scene.rule("{'name':'r" + i + "','watch':{'protocols':['p" + i + "']},'targets':['t" + i % TARGETS
                        + "']}");
            }
        }
    }

    private ChildProcess child() throws Exception {
        var child = ChildProcess.start(folder, AlertsChild.class, List.of(folder.toString()), _ -> {});
        assertThat(line(child)).isEqualTo("ready");
        return child;
    }

    @Test
    void everyDueAlertArrivesOnceOverThreeKills() throws Exception {
        rules();
        long start = System.nanoTime();
        for (int part = 0; part < 4; part++) {
            try (var child = child()) {
                int from = CHANGES * part / 4;
                int to = CHANGES * (part + 1) / 4;
                say(child, part == 0 ? OLD : 0, 30);
                child.say("say " + from + " " + to + " " + RULES + " 0");
                if (part < 3) {
                    int due = from + (to - from) / 3;
                    Waiting.within(ALL, () -> taken.size() > due);
                    child.kill();
                    continue;
                }
                answered(child);
                child.say("say 0 " + CHANGES + " " + RULES + " 0"); // what a kill left unsaid; the rest changes nothing
                answered(child);
                Waiting.within(ALL, () -> taken.size() == CHANGES);
                Waiting.within(ALL, () -> child.ask("open").equals("0"));
                log.info(
                        "{} alerts of {} rules in {} s",
                        CHANGES,
                        RULES,
                        Duration.ofNanos(System.nanoTime() - start).toSeconds());
                assertThat(taken.keySet())
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, CHANGES)
                                .mapToObj(i -> "new" + i)
                                .toList());
                assertThat(ids)
                        .allSatisfy((title, sent) -> assertThat(sent).as(title).hasSize(1));
                measure(child);
            }
        }
    }

    /// One after another to a healthy receiver: from the moment that a write is safe.
    private void measure(ChildProcess child) throws Exception {
        failing = 0;
        var millis = new ArrayList<Long>();
        for (int i = CHANGES; i < CHANGES + MEASURED; i++) {
            child.say("say " + i + " " + (i + 1) + " " + RULES + " 0");
            long written = answered(child);
            var title = "new" + i;
            Waiting.until(() -> taken.containsKey(title));
            millis.add(taken.getOrDefault(title, 0L) - written);
        }
        millis.sort(null);
        long p99 = millis.get(millis.size() * 99 / 100);
        log.info("from write to delivery: median {} ms, p99 {} ms", millis.get(millis.size() / 2), p99);
        assertThat(p99).isLessThanOrEqualTo(1_000);
    }

    private static void say(ChildProcess child, int old, int days) throws Exception {
        if (old > 0) {
            child.say("say 0 " + old + " " + RULES + " " + days);
            answered(child);
        }
    }

    private static long answered(ChildProcess child) throws Exception {
        return Long.parseLong(line(child));
    }

    private static String line(ChildProcess child) throws Exception {
        var line = new ArrayList<String>();
        Waiting.within(ALL, () -> {
            child.poll().ifPresent(line::add);
            return !line.isEmpty();
        });
        return line.getFirst();
    }
}

package dev.kamiyo.alert;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A main class for [dev.kamiyo.testing.ChildProcess]: alerts at work on the data of a folder. It takes lines:
///
/// - `say FROM TO RULES DAYS` writes exploits with these numbers that happened so many days ago, and answers with the
///   time in milliseconds at which the last one was safe;
/// - `open` answers how many messages are not delivered yet.
final class AlertsChild {
    private AlertsChild() {}

    public static void main(String[] args) throws Exception {
        try (var scene = new Scene(Path.of(args[0]));
                var _ = scene.alerts.run(Set.of(), Scene.QUICK);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(scene, line.split(" ")));
            }
        }
    }

    private static long answer(Scene scene, String[] words) throws Exception {
        return switch (words[0]) {
            case "say" -> say(scene, Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3], words[4]);
            case "open" -> scene.alerts.standing().waiting();
            default -> throw new IOException("what is '" + words[0] + "'?");
        };
    }

    private static long say(Scene scene, int from, int to, String rules, String days) throws Exception {
        var written = new ArrayList<CompletableFuture<?>>();
        for (int i = from; i < to; i++) {
            var day = scene.clock.instant().minus(Duration.ofDays(Integer.parseInt(days)));
            var number = (days.equals("0") ? "new" : "old") + i;
            written.add(scene.saying(
                    "manual",
                    number,
                    "'title':'" + number + "','protocol':'p" + i % Integer.parseInt(rules) + "','occurred_at':'" + day
                            + "'"));
            if (written.size() == 500) {
                CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
                        .join();
                written.clear();
            }
        }
        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).join();
        return scene.clock.millis();
    }
}

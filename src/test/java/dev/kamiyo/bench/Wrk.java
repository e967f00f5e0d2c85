package dev.kamiyo.bench;

import dev.kamiyo.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Load from wrk.
///
/// @param perSecond answers
/// @param p99Millis what 99 of 100 answers took at most
record Wrk(double perSecond, double p99Millis) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)\\b");
    private static final Pattern WRONG = Pattern.compile("(Non-2xx or 3xx responses|Socket errors): .*");

    /// Asks for one URL again and again.
    ///
    /// @throws IOException also when an answer was none of success
    static Wrk same(String url, int connections, Duration span) throws IOException {
        return parse(
                Program.run("wrk", "-t2", "-c" + connections, seconds(span), "--timeout", "20s", "--latency", url));
    }

    /// Asks for paths in turn, from the first one again after the last.
    ///
    /// @param script where the list of them may be written
    static Wrk inTurn(String host, List<String> paths, Path script, int connections, Duration span) throws IOException {
        Files.writeString(
                script,
                paths.stream()
                        .map(path -> "\"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining(",\n", "local paths = {\n", """
                                }
                                local n = 0
                                function request()
                                  n = n %% #paths + 1
                                  return wrk.format("GET", paths[n])
                                end
                                """.replace("%%", "%"))));
        return parse(Program.run(
                "wrk",
                "-t1", // each thread would go through the list by itself and find the other's answers made
                "-c" + connections,
                seconds(span),
                "--timeout",
                "20s",
                "--latency",
                "-s",
                script.toString(),
                host));
    }

    private static String seconds(Duration span) {
        return "-d" + span.toSeconds() + "s";
    }

    static Wrk parse(String text) throws IOException {
        var wrong = WRONG.matcher(text);
        if (wrong.find()) {
            throw new IOException("under load: " + wrong.group());
        }
        var rate = RATE.matcher(text);
        var p99 = P99.matcher(text);
        if (!rate.find() || !p99.find()) {
            throw new IOException("wrk says: " + text);
        }
        double perSecond = Double.parseDouble(rate.group(1));
        if (perSecond == 0) {
            throw new IOException("no request was answered while the load lasted"); // which is no time of 0 ms
        }
        return new Wrk(perSecond, millis(p99));
    }

    private static double millis(Matcher time) {
        double value = Double.parseDouble(time.group(1));
        return switch (time.group(2)) {
            case "us" -> value / 1_000;
            case "ms" -> value;
            default -> value * 1_000;
        };
    }
}

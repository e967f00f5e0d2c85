package dev.kamiyo.bench;

import dev.kamiyo.journal.LineBenchmark;
import dev.kamiyo.merge.KeysBenchmark;
import dev.kamiyo.search.FilterBenchmark;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.generators.core.BenchmarkGenerator;
import org.openjdk.jmh.generators.core.FileSystemDestination;
import org.openjdk.jmh.generators.reflection.RFGeneratorSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The hot parts under JMH, in a process of its own. What JMH generates for them is made and compiled here and not by
/// the build, whose checks it would not pass.
///
/// @param folder an empty folder
record Harness(Path folder) {
    private static final List<Class<?>> BENCHMARKS =
            List.of(LineBenchmark.class, KeysBenchmark.class, FilterBenchmark.class);

    /// What one part costs.
    ///
    /// @param micros for one call, and the half of the interval of 99.9 %
    /// @param bytes that one call allocates
    record Cost(double micros, double error, double bytes) {}

    /// Measures them all, by their names.
    ///
    /// @param options of JMH
    Map<String, Cost> run(List<String> options) throws IOException, InterruptedException {
        var classes = Files.createDirectories(folder.resolve("classes"));
        compile(generate(classes), classes);
        var result = folder.resolve("result.json");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of("-bm", "avgt", "-tu", "us", "-prof", "gc", "-rf", "json", "-rff", result.toString()));
        command.addAll(options);
        var log = folder.resolve("log");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (code != 0 || !Files.exists(result)) {
            throw new IOException("JMH ended with " + code + ": " + Files.readString(log));
        }
        return costs(JsonMapper.shared().readTree(Files.readString(result)));
    }

    private Path generate(Path classes) throws IOException {
        var sources = Files.createDirectories(folder.resolve("sources"));
        var source = new RFGeneratorSource();
        BENCHMARKS.forEach(source::processClasses);
        var destination = new FileSystemDestination(classes.toFile(), sources.toFile());
        var generator = new BenchmarkGenerator();
        generator.generate(source, destination);
        generator.complete(source, destination);
        if (destination.hasErrors()) {
            throw new IOException("JMH takes no such benchmarks: " + destination.getErrors());
        }
        return sources;
    }

    private static void compile(Path sources, Path classes) throws IOException {
        var words = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(words::add);
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
        if (code != 0) {
            throw new IOException("what JMH generated does not compile");
        }
    }

    private static Map<String, Cost> costs(JsonNode results) {
        var costs = new TreeMap<String, Cost>();
        for (var result : results) {
            var name = result.path("benchmark").asString("");
            var time = result.path("primaryMetric");
            var bytes =
                    result.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score");
            costs.put(
                    name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1)
                            .replace("Benchmark", ""),
                    new Cost(
                            time.path("score").asDouble(0),
                            time.path("scoreError").asDouble(0),
                            bytes.asDouble(0)));
        }
        return costs;
    }
}

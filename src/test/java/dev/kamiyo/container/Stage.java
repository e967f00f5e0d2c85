package dev.kamiyo.container;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The container of a copy of the project, and every write that it has acknowledged to us.
final class Stage {
    private static final String KEY = "a-key-of-the-container-test";
    private static final String SERVICE = "http://localhost:8000";
    private static final String ENGINE = "../shared/docker/engine.sh";
    private static final String BASE = "eclipse-temurin:25-jre";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String HEALTHY = "{\"status\":\"healthy\",\"database\":\"connected\"}";

    private final Path folder;
    private final Bash bash;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<String> acknowledged = new ArrayList<>();

    private Stage(Path folder) {
        this.folder = folder;
        this.bash = new Bash(folder, Map.of("KAMIYO_ADMIN_KEY", KEY));
    }

    /// Why no container test can be run here; empty when it can. A script beside the project may start an engine and
    /// make the base images, which the original runbook prunes.
    static Optional<String> obstacle(Path project) throws IOException, InterruptedException {
        var shell = new Bash(project, Map.of());
        if (Files.exists(project.resolve(ENGINE))) {
            shell.run("bash " + ENGINE, PATIENCE);
        }
        if (!succeeds(shell, "docker info")) {
            return Optional.of("no Docker engine answers ('docker info' fails)");
        }
        if (!succeeds(shell, "docker compose version")) {
            return Optional.of("'docker compose' is not there");
        }
        if (!succeeds(shell, "jq --version")) {
            return Optional.of("jq is not installed");
        }
        var others = shell.run("docker ps -a --format '{{.Names}}'", PATIENCE)
                .output()
                .strip();
        if (!others.isEmpty()) {
            return Optional.of("the engine has other containers (" + others.replace("\n", ", ")
                    + "); the runbook's lines would touch them: take an engine where nothing else lives");
        }
        var first = shell.run("docker run --rm -p 8000:8000 " + BASE + " true", PATIENCE);
        return first.exit() == 0
                ? Optional.empty()
                : Optional.of("the engine runs no container of " + BASE + " with port 8000: "
                        + first.output().strip());
    }

    private static boolean succeeds(Bash shell, String text) throws IOException, InterruptedException {
        return shell.run(text, PATIENCE).exit() == 0;
    }

    /// Copies what the image is built from into a folder of its own, so that no data of the project are touched.
    static Stage of(Path project) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("kamiyo-container-");
        var stage = new Stage(folder);
        var copied = new Bash(project, Map.of())
                .run(
                        "cp -a Dockerfile docker-compose.yml .dockerignore .mvn pom.xml LICENSE kamiyo deploy oncall.yml '"
                                + folder + "' && mkdir '" + folder + "/src' && cp -a src/main '" + folder + "/src/'",
                        LONGEST);
        if (copied.exit() != 0) {
            throw new IOException("the project cannot be copied: " + copied.output());
        }
        return stage;
    }

    Path folder() {
        return folder;
    }

    Bash.Ran run(String text) throws IOException, InterruptedException {
        return bash.run(text, LONGEST);
    }

    /// Runs what must succeed.
    String must(String text) throws IOException, InterruptedException {
        var ran = run(text);
        if (ran.exit() != 0) {
            throw new IOException("'" + text + "' ended with " + ran.exit() + ": " + ran.output());
        }
        return ran.output();
    }

    /// Does harm to the live file.
    void harm(Harm harm) throws IOException, InterruptedException {
        must("docker exec kamiyo " + harm.command());
    }

    /// Waits until the probe says what the runbook promises.
    ///
    /// @return how long it took; empty when it did not
    Optional<Duration> healthy(Duration within) throws InterruptedException {
        return until(
                within, () -> get("/health").map(HttpResponse::body).orElse("").equals(HEALTHY));
    }

    /// Waits until reads are served.
    ///
    /// @return how long it took; empty when they are not
    Optional<Duration> ready(Duration within) throws InterruptedException {
        return until(
                within,
                () -> get("/health/ready")
                        .filter(answer -> answer.statusCode() == 200)
                        .isPresent());
    }

    /// Something that can be asked of the service again and again.
    @FunctionalInterface
    private interface Question {
        boolean isTrue() throws InterruptedException;
    }

    private static Optional<Duration> until(Duration within, Question question) throws InterruptedException {
        long begin = System.nanoTime();
        while (!question.isTrue()) {
            if (System.nanoTime() - begin > within.toNanos()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return Optional.of(Duration.ofNanos(System.nanoTime() - begin));
    }

    /// An answer of the service; empty when there is none.
    Optional<HttpResponse<String>> get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(SERVICE + path)).timeout(Duration.ofSeconds(5)));
    }

    private Optional<HttpResponse<String>> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return Optional.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException _) {
            return Optional.empty(); // not up yet, or just stopping
        }
    }

    /// Adds an exploit and remembers it if it was acknowledged.
    ///
    /// @return whether it was
    boolean write(String name) throws InterruptedException {
        var where = post(name)
                .filter(a -> a.statusCode() == 201)
                .flatMap(a -> a.headers().firstValue("Location"));
        where.ifPresent(acknowledged::add);
        return where.isPresent();
    }

    /// Adds an exploit that nobody remembers.
    Optional<HttpResponse<String>> post(String name) throws InterruptedException {
        var body = "{\"protocol\":\"" + name + "\",\"occurred_at\":\"2024-01-01\",\"loss_usd\":1}";
        return send(HttpRequest.newBuilder(URI.create(SERVICE + "/api/v1/exploits"))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + KEY)
                .header("Idempotency-Key", name)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /// The acknowledged writes that are not there.
    List<String> lost() throws InterruptedException {
        var lost = new ArrayList<String>();
        for (var path : acknowledged) {
            if (get(path).filter(answer -> answer.statusCode() == 200).isEmpty()) {
                lost.add(path);
            }
        }
        return lost;
    }

    /// Takes all of it away.
    void end() throws IOException, InterruptedException {
        run("docker compose down -v");
        new Bash(folder.resolveSibling("."), Map.of()).run("rm -rf '" + folder + "'", LONGEST);
    }
}

package dev.kamiyo.container;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What the runbook does not speak of and what happens all the same: each must leave the service serving, healthy
/// in the end, and every acknowledged write there.
final class Worse {
    /// Fills the volume, and fills it again with the room that the service gives up.
    private static final String FILL =
            "fill() { dd if=/dev/zero of=/app/data/filled bs=64k oflag=append conv=notrunc 2>/dev/null; };"
                    + " for i in $(seq 100); do fill; [ -e /app/data/ballast ] || break; sleep 0.2; done; fill; true";

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int RESTARTS = 10;

    /// More writes than there is room for in what the journal has made ahead (256 KB) and in a page that is begun.
    private static final int IN_ROOM_AHEAD = 1_000;

    private final Stage stage;
    private final Consumer<Outcome> outcomes;

    Worse(Stage stage, Consumer<Outcome> outcomes) {
        this.stage = stage;
        this.outcomes = outcomes;
    }

    /// Something that is done to the container.
    @FunctionalInterface
    private interface Deed {
        void to(Stage stage, List<String> wrong) throws IOException, InterruptedException;
    }

    void run() throws IOException, InterruptedException {
        for (var harm : Harm.values()) {
            run("started on a database that is " + harm.label(), (s, _) -> {
                s.must("docker compose stop kamiyo");
                s.must("docker compose run --rm --no-deps --entrypoint sh kamiyo -c '" + harm.command() + "'");
                s.must("docker compose up -d kamiyo");
            });
        }
        run("started on a database that is read-only", (s, _) -> {
            s.must("docker compose stop kamiyo");
            s.must("docker compose run --rm --no-deps --entrypoint sh kamiyo -c 'chown root /app/data/kamiyo.db;"
                    + " chmod 444 /app/data/kamiyo.db'");
            s.must("docker compose up -d kamiyo");
        });
        run("started while another process holds a lock", (s, wrong) -> {
            s.must("docker compose restart kamiyo; docker exec -d kamiyo sh -c"
                    + " \"(echo 'BEGIN EXCLUSIVE;'; sleep 5) | sqlite3 /app/data/kamiyo.db\"");
            if (s.run("curl -sf --retry 10 --retry-all-errors --retry-delay 1"
                                    + " 'http://localhost:8000/api/v1/exploits?limit=1'")
                            .exit()
                    != 0) {
                wrong.add("a reader saw an error");
            }
        });
        run(
                "a backup copied over the live file",
                (s, _) -> s.must("docker exec kamiyo cp /app/data/backups/kamiyo_latest.db /app/data/kamiyo.db"));
        run("an edit by hand", this::edit);
        run("a volume that is full", this::full);
        run(
                "killed in the middle of writes",
                (s, wrong) -> underLoad(wrong, () -> {
                    s.must("docker kill kamiyo");
                    s.must("docker compose up -d kamiyo");
                }));
        run(
                RESTARTS + " restarts in a row under load",
                (s, wrong) -> underLoad(wrong, () -> {
                    for (int i = 0; i < RESTARTS; i++) {
                        s.must("docker compose restart kamiyo");
                    }
                }));
    }

    private static void fill(Stage s) throws IOException, InterruptedException {
        s.must("docker exec kamiyo sh -c '" + FILL + "'");
    }

    private void edit(Stage s, List<String> wrong) throws IOException, InterruptedException {
        s.must("docker exec kamiyo sqlite3 /app/data/kamiyo.db \"UPDATE exploits SET title = 'by hand' WHERE id ="
                + " (SELECT min(id) FROM exploits);\"");
        var listed =
                s.run("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.5; docker exec kamiyo kamiyo adopt | grep exploits"
                        + " && exit 0; done; exit 1");
        if (listed.exit() != 0) {
            wrong.add("'kamiyo adopt' does not list it: " + listed.output());
        }
    }

    /// On volumes of a bounded size, with data of their own.
    private void full(Stage s, List<String> wrong) throws IOException, InterruptedException {
        Files.writeString(s.folder().resolve("small.yml"), """
                services:
                  kamiyo:
                    volumes: ["small:/app/data", "smallrun:/app/run"]
                volumes:
                  small: {driver_opts: {type: tmpfs, device: tmpfs, o: "size=64m"}}
                  smallrun: {driver_opts: {type: tmpfs, device: tmpfs, o: "size=64m"}}
                """);
        s.must("docker compose down && docker compose -f docker-compose.yml -f small.yml up -d kamiyo");
        try {
            if (s.healthy(SOON).isEmpty()) {
                wrong.add("not healthy on a small volume");
            }
            fill(s);
            var kept = new ArrayList<String>();
            var refused = Optional.<HttpResponse<String>>empty();
            boolean isFilledAgain = false; // a backup that did not come to its end leaves room behind
            for (int i = 0; i < IN_ROOM_AHEAD; i++) {
                refused = s.post("full-" + i);
                if (isTaken(refused)) {
                    refused.flatMap(a -> a.headers().firstValue("Location")).ifPresent(kept::add);
                } else if (isFilledAgain) {
                    break;
                } else {
                    fill(s);
                }
                isFilledAgain = !isTaken(refused);
            }
            if (refused.isEmpty() || refused.get().statusCode() != 503) {
                wrong.add("a write on a full volume was answered with " + refused.map(HttpResponse::statusCode));
            }
            if (s.get("/api/v1/exploits?limit=1")
                    .filter(a -> a.statusCode() == 200)
                    .isEmpty()) {
                wrong.add("a reader saw an error on a full volume");
            }
            s.must("docker exec kamiyo rm /app/data/filled");
            if (s.healthy(SOON).isEmpty()) {
                wrong.add("not healthy again once there is space");
            }
            var taken = s.post("full-and-then");
            if (!isTaken(taken)) {
                wrong.add("a write was answered with " + taken.map(HttpResponse::statusCode) + " once there is space");
            }
            for (var path : kept) {
                if (s.get(path).filter(a -> a.statusCode() == 200).isEmpty()) {
                    wrong.add(path + " was taken on a full volume and is not there");
                }
            }
        } finally {
            s.must("docker compose -f docker-compose.yml -f small.yml down && docker volume ls -q | grep small"
                    + " | xargs docker volume rm && docker compose up -d kamiyo");
        }
    }

    private static boolean isTaken(Optional<HttpResponse<String>> answer) {
        return answer.isPresent() && answer.get().statusCode() == 201;
    }

    /// Something done while another thread writes without a pause.
    @FunctionalInterface
    private interface Blow {
        void fall() throws IOException, InterruptedException;
    }

    private void underLoad(List<String> wrong, Blow blow) throws IOException, InterruptedException {
        var stop = new AtomicBoolean();
        var tried = new AtomicInteger();
        var writer = Thread.ofPlatform().start(() -> {
            try {
                while (!stop.get()) {
                    stage.write("load-" + stage.acknowledged() + "-" + tried.incrementAndGet());
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        int before = stage.acknowledged();
        blow.fall();
        if (stage.healthy(SOON).isEmpty()) {
            wrong.add("not healthy again within " + SOON.toSeconds() + " s");
        }
        stop.set(true);
        writer.join();
        if (stage.acknowledged() == before) {
            wrong.add("no write was acknowledged of " + tried.get());
        }
    }

    private void run(String name, Deed deed) throws InterruptedException {
        long begin = System.nanoTime();
        var wrong = new ArrayList<String>();
        try {
            if (!stage.write("worse-" + stage.acknowledged())) {
                wrong.add("a write before it was refused");
            }
            deed.to(stage, wrong);
        } catch (IOException e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
        if (stage.healthy(SOON).isEmpty()) {
            wrong.add("not healthy within " + SOON.toSeconds() + " s; the probe says "
                    + stage.get("/health").map(answer -> answer.body()).orElse("nothing"));
        }
        var lost = stage.lost();
        if (!lost.isEmpty()) {
            wrong.add(lost.size() + " of " + stage.acknowledged() + " acknowledged writes are lost: " + lost);
        }
        outcomes.accept(
                new Outcome("worse", name, Outcome.verdict(wrong), Duration.ofNanos(System.nanoTime() - begin)));
    }
}

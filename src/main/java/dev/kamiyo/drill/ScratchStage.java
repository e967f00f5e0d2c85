package dev.kamiyo.drill;

import dev.kamiyo.db.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A service of its own, in a process of its own, on a copy of the data.
///
/// Started by root, it runs as an ordinary user, since nothing is forbidden to root. Belongs to one thread.
final class ScratchStage implements Stage {
    private static final Logger log = LoggerFactory.getLogger("drill");
    private static final Pattern URL = Pattern.compile("listening +(http://\\S+)");
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final int NOBODY = 65_534;
    private static final long ROOM_FACTOR = 5;
    private static final long ROOM = 96L << 20;

    private final Path folder;
    private final Folders folders;
    private final Path old;
    private final String key = HexFormat.of().formatHex(randomBytes());
    private final boolean isOnSmallDisk;
    private final List<String> user;
    private final Thread onExit = Thread.ofPlatform().name("drill-end").unstarted(this::abandon);
    private volatile @Nullable Process process;
    private String url = "";

    private ScratchStage(Path folder, Path seed, boolean isOnSmallDisk) throws IOException, InterruptedException {
        this.folder = folder;
        this.folders = new Folders(folder.resolve("data"), folder.resolve("run"));
        this.old = folder.resolve("old.db");
        this.isOnSmallDisk = isOnSmallDisk;
        Files.createDirectories(folders.data());
        Files.createDirectories(folders.run());
        if (isOnSmallDisk) {
            long bytes = Files.size(seed) * ROOM_FACTOR + ROOM;
            Shell.run("mount -t tmpfs -o size=" + bytes + " kamiyo-drill '" + folders.data() + "'");
        }
        Files.copy(seed, folders.primary());
        Files.copy(seed, old);
        this.user = user();
    }

    /// Copies the data and starts the service.
    ///
    /// @param folder does not exist; everything is in it
    /// @param seed a sound copy of the data
    /// @param onSmallDisk whether the data folder is a disk of its own that can be filled
    static ScratchStage start(Path folder, Path seed, boolean onSmallDisk) throws IOException, InterruptedException {
        var stage = new ScratchStage(folder, seed, onSmallDisk);
        Runtime.getRuntime().addShutdownHook(stage.onExit);
        try {
            stage.restart();
            return stage;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private static byte[] randomBytes() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /// The words that make a command another user's; none when that is not possible or not needed.
    private List<String> user() throws InterruptedException {
        if (!isRoot()) {
            return List.of();
        }
        var words = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
        var program = new ArrayList<>(words);
        program.addAll(program());
        program.add("--version");
        boolean can = Shell.succeeds("chown -R " + NOBODY + ":" + NOBODY + " '" + folder + "'")
                && Shell.succeeds(String.join(" ", words) + " test -w '" + folders.data() + "'")
                && Shell.succeeds(String.join(" ", program));
        return can ? words : List.of();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// This program, as another process. A process that is killed leaves the driver's library behind: in our folder.
    private List<String> program() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.tmpdir=" + folders.run(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.kamiyo.cli.Main");
    }

    @Override
    public Folders folders() {
        return folders;
    }

    @Override
    public Path old() {
        return old;
    }

    @Override
    public long pid() {
        var running = process;
        return running == null ? 0 : running.pid();
    }

    @Override
    public String as() {
        return user.isEmpty() ? "" : String.join(" ", user) + " ";
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Optional<String> key() {
        return Optional.of(key);
    }

    @Override
    public Optional<String> obstacle(Fault fault) throws InterruptedException {
        return switch (fault.need()) {
            case NOTHING, A_PROCESS_OF_ITS_OWN, A_SMALL_DISK -> Optional.empty();
            case SQLITE3 -> Shell.lacks("sqlite3");
            case PRLIMIT -> Shell.lacks("prlimit");
            case ORDINARY_USER ->
                isRoot() && user.isEmpty()
                        ? Optional.of("the service runs as root, to whom nothing is forbidden")
                        : Optional.empty();
            case A_DISK_THAT_FAILS -> Optional.of("it takes a disk that can be made to fail");
        };
    }

    @Override
    public void restart() throws IOException, InterruptedException {
        var command = new ArrayList<>(user);
        command.addAll(program());
        command.addAll(
                List.of("serve", "--host=127.0.0.1", "--port=0", "--data=" + folders.data(), "--run=" + folders.run()));
        var printed = folder.resolve("service.log");
        long before = Files.exists(printed) ? Files.size(printed) : 0;
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(printed.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("KAMIYO_"));
        builder.environment().put("KAMIYO_FEEDS", "");
        builder.environment().put("KAMIYO_ALERTS", "off");
        builder.environment().put("KAMIYO_ADMIN_KEY", key);
        var started = builder.start();
        process = started;
        url = listening(started, printed, before);
    }

    private static String listening(Process started, Path printed, long before)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            boolean ended = !started.isAlive();
            var text = Files.readString(printed).substring((int) before);
            var found = URL.matcher(text);
            if (found.find() && text.contains("serving ")) {
                return found.group(1);
            }
            if (ended) {
                throw new IOException("the service ended with " + started.exitValue() + ": " + text.strip());
            }
            Thread.sleep(Duration.ofMillis(20));
        }
        throw new IOException("the service did not start within " + START.toMinutes() + " minutes: see " + printed);
    }

    @Override
    public void end() throws IOException, InterruptedException {
        var running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the service did not stop within " + STOP.toSeconds() + " s");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException _) {
            return; // the program ends, and the hook is at work
        }
        clear();
    }

    /// A drill that is cut off leaves no service behind.
    private void abandon() {
        try {
            clear();
        } catch (IOException e) {
            log.warn("a drill was cut off, and {} is left over: {}", folder, e.getMessage());
        }
    }

    private void clear() throws IOException {
        try {
            var running = process;
            if (running != null) {
                running.destroyForcibly().waitFor();
            }
            if (isOnSmallDisk) {
                Shell.run("umount '" + folders.data() + "'");
            }
            Shell.run("rm -rf '" + folder + "'");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(folder + " is left over: interrupted", e);
        }
    }
}

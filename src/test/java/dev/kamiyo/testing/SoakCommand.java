package dev.kamiyo.testing;

import dev.kamiyo.backup.BackupFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kamiyo soak`, a verb of the source tree only.
@Command(
        name = "kamiyo soak",
        description = "Kills the service under load again and again, or makes faults, and looks for what is lost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Ends with 1 when a write that was acknowledged is lost, or one is there twice; the data are kept then. So"
                    + " it does when a fault does not heal, when there was an incident without a fault, and when a"
                    + " restore leaves other rows than there were.",
            "Power cuts need root, or CAP_SYS_ADMIN, and loop devices.",
            "",
            "Example: kamiyo soak --kills 1000",
        })
public final class SoakCommand implements Callable<Integer> {
    private static final int DISK_MEGABYTES = 1024;

    @Option(names = "--kills", paramLabel = "N", description = "How many times kill -9.")
    private int kills;

    @Option(
            names = "--heals",
            paramLabel = "N",
            description = "How many times kill -9 while a fault is healed, one step of healing after the other.")
    private int heals;

    @Option(
            names = "--faults",
            paramLabel = "MINUTES",
            description = "How long faults are made at random on a service of its own, which is read and written to.")
    private int faults;

    @Option(
            names = "--calm",
            paramLabel = "MINUTES",
            description = "How long there is heavy load and no fault, and so no incident.")
    private int calm;

    @Option(names = "--power-cuts", paramLabel = "N", description = "How many times the power of the disk is cut.")
    private int powerCuts;

    @Option(
            names = "--restores",
            paramLabel = "N",
            description =
                    "To how many single writes of 10,000 random ones the data go back, each with a whole restore; every"
                            + " row of the tables written to is compared with a model, as is what outlives restores. The borders of"
                            + " backups, of earlier restores and of the journal's files come first; 10000 is each write. About one a"
                            + " second; six with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=/dev/shm, where no disk is waited for.")
    private int restores;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Decides the content and, roughly, the moments (default 1).",
            defaultValue = "1")
    private long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SoakCommand() {}

    /// Runs the verb and exits with its code.
    public static void main(String[] args) {
        System.exit(new CommandLine(new SoakCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var asked = List.of(kills, heals, faults, calm, powerCuts, restores);
        if (asked.stream().anyMatch(number -> number < 0) || asked.stream().allMatch(number -> number == 0)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "give --kills N, --heals N, --faults MINUTES, --calm MINUTES, --power-cuts N or --restores N, or"
                            + " several; none may be negative");
        }
        if (restores > SoakRestores.WRITES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--restores is at most " + SoakRestores.WRITES + ": there are not more writes to go back to");
        }
        var obstacle = powerCuts > 0 ? LoopDisk.obstacle() : Optional.<String>empty();
        if (obstacle.isPresent()) {
            spec.commandLine().getErr().println("kamiyo soak: no power can be cut here: " + obstacle.get());
            return 1;
        }
        boolean clean = true;
        if (kills > 0) {
            var work = Files.createTempDirectory("kamiyo-soak-");
            clean = soak(new SoakBlow.Kill(work.resolve("data")), kills, "kills", work);
        }
        if (heals > 0) {
            var work = Files.createTempDirectory("kamiyo-soak-");
            var blow = new SoakBlow.KillInHealing(work.resolve("data"));
            clean &= soak(blow, heals, "kills in healing", work);
            print(spec.commandLine().getOut(), "seen before the kill: " + blow.reached());
        }
        if (faults > 0) {
            clean &= new SoakFaults(seed, line -> print(spec.commandLine().getOut(), line))
                    .run(Duration.ofMinutes(faults));
        }
        if (calm > 0) {
            clean &= calm();
        }
        if (restores > 0) {
            clean &= restores();
        }
        if (powerCuts > 0) {
            try (var disk = LoopDisk.create(DISK_MEGABYTES)) {
                var work = Files.createTempDirectory("kamiyo-soak-");
                clean &= soak(new SoakBlow.PowerCut(disk), powerCuts, "power cuts", work);
            }
        }
        return clean ? 0 : 1;
    }

    private boolean restores() throws IOException, BackupFailedException {
        var work = Files.createTempDirectory("kamiyo-soak-");
        try {
            return new SoakRestores(work, seed, line -> print(spec.commandLine().getOut(), line)).run(restores);
        } finally {
            Program.run("rm", "-r", work.toString());
        }
    }

    private boolean calm() throws Exception {
        var work = Files.createTempDirectory("kamiyo-soak-");
        try {
            var day = SoakCalm.spend(work, Duration.ofMinutes(calm));
            print(spec.commandLine().getOut(), day.toString());
            return day.isCalm();
        } finally {
            Program.run("rm", "-r", work.toString());
        }
    }

    /// Whether nothing was lost or doubled. If anything was, the data are kept beside what was acknowledged.
    private boolean soak(SoakBlow blow, int times, String what, Path work) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var out = spec.commandLine().getOut();
        boolean clean = false;
        try {
            var tally = new Soak(blow, seed, work, line -> print(out, line)).run(times);
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            print(out, "%,d %s with seed %d: %s, in %,d s".formatted(times, what, seed, tally, seconds));
            clean = tally.isClean();
        } catch (IllegalStateException e) {
            print(out, String.valueOf(e.getMessage()));
        } finally {
            if (clean) {
                Program.run("rm", "-r", work.toString());
            } else {
                keep(blow, work);
                print(out, "the data and the log of acknowledged writes are kept in " + work);
            }
        }
        return clean;
    }

    private static void keep(SoakBlow blow, Path work) throws IOException {
        switch (blow) {
            case SoakBlow.Kill _, SoakBlow.KillInHealing _ -> {} // they are there
            case SoakBlow.PowerCut cut -> Program.run("cp", "-a", cut.folder().toString(), work.toString());
        }
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}

package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// What strikes a child of the soak.
sealed interface SoakBlow {
    /// SIGKILL: the process is gone, all that it wrote is there.
    ///
    /// @param data the data folder
    record Kill(Path data) implements SoakBlow {}

    /// A power cut: what was not synced is gone too.
    ///
    /// @param disk where the data are
    record PowerCut(LoopDisk disk) implements SoakBlow {
        private static final int LONGEST_AGONY_MILLIS = 30;
    }

    /// The data folder.
    default Path folder() {
        return switch (this) {
            case Kill(var data) -> data;
            case PowerCut(var disk) -> disk.root().resolve("data");
        };
    }

    /// Ends the child; after it the data can be used again. Without power it may live on a little, to see that it
    /// acknowledges nothing.
    default void strike(ChildProcess child, RandomGenerator random) throws IOException, InterruptedException {
        switch (this) {
            case Kill _ -> child.kill();
            case PowerCut(var disk) -> {
                disk.cutPower();
                child.ends(Duration.ofMillis(random.nextInt(PowerCut.LONGEST_AGONY_MILLIS)));
                child.kill();
                disk.powerOn();
            }
        }
    }
}

package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.file.Path;

/// What strikes a child of the soak.
sealed interface SoakBlow {
    /// SIGKILL: the process is gone, all that it wrote is there.
    ///
    /// @param data the data folder
    record Kill(Path data) implements SoakBlow {}

    /// A power cut: what was not synced is gone too.
    ///
    /// @param disk where the data are
    record PowerCut(LoopDisk disk) implements SoakBlow {}

    /// The data folder.
    default Path folder() {
        return switch (this) {
            case Kill(var data) -> data;
            case PowerCut(var disk) -> disk.root().resolve("data");
        };
    }

    /// Ends the child; after it the data can be used again.
    default void strike(ChildProcess child) throws IOException {
        switch (this) {
            case Kill _ -> child.kill();
            case PowerCut(var disk) -> {
                disk.cutPower();
                child.kill();
                disk.powerOn();
            }
        }
    }

    /// Whether what the child said while it was struck was true. After a power cut nobody knows: see
    /// [LoopDisk#cutPower].
    default boolean leavesTrueLastWords() {
        return switch (this) {
            case Kill _ -> true;
            case PowerCut _ -> false;
        };
    }
}

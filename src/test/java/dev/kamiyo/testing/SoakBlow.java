package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What strikes a child of the soak.
sealed interface SoakBlow {
    /// SIGKILL: the process is gone, all that it wrote is there.
    ///
    /// @param data the data folder
    record Kill(Path data) implements SoakBlow {}

    /// SIGKILL in a step of healing, one step after the other.
    ///
    /// @param data the data folder
    /// @param struck how often it has struck
    /// @param reached how often each step was seen before the kill
    record KillInHealing(Path data, AtomicInteger struck, Map<HealingStep, Integer> reached) implements SoakBlow {
        private static final List<HealingStep> STEPS = List.of(HealingStep.values());

        KillInHealing(Path data) {
            this(data, new AtomicInteger(), new EnumMap<>(HealingStep.class));
        }
    }

    /// A power cut: what was not synced is gone too.
    ///
    /// @param disk where the data are
    record PowerCut(LoopDisk disk) implements SoakBlow {}

    /// The data folder.
    default Path folder() {
        return switch (this) {
            case Kill(var data) -> data;
            case KillInHealing one -> one.data;
            case PowerCut(var disk) -> disk.root().resolve("data");
        };
    }

    /// Ends the child; after it the data can be used again.
    default void strike(ChildProcess child) throws IOException {
        switch (this) {
            case Kill _ -> child.kill();
            case KillInHealing(var data, var struck, var reached) -> {
                var step = KillInHealing.STEPS.get(struck.getAndIncrement() % KillInHealing.STEPS.size());
                boolean isReached = step.await(data);
                child.kill();
                if (isReached) {
                    reached.merge(step, 1, Integer::sum);
                }
            }
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
            case Kill _, KillInHealing _ -> true;
            case PowerCut _ -> false;
        };
    }
}

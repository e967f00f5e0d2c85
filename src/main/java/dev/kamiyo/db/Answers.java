package dev.kamiyo.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waiting for what another thread computes.
final class Answers {
    private Answers() {}

    /// A wait that can be interrupted.
    @FunctionalInterface
    interface Wait<T> {
        T get() throws InterruptedException;
    }

    /// The answer, or the exception that the computation threw. An interrupt is kept for the caller and does not end
    /// the wait: a write must not be left half known.
    static <T> T await(Future<T> answer) {
        return uninterruptibly(() -> {
            try {
                return answer.get();
            } catch (ExecutionException e) {
                throw thrown(e);
            }
        });
    }

    /// As [#await]; empty when it does not come within a while.
    static <T> Optional<T> within(Future<T> answer, long millis) {
        return uninterruptibly(() -> {
            try {
                return Optional.of(answer.get(millis, TimeUnit.MILLISECONDS));
            } catch (TimeoutException _) {
                return Optional.empty();
            } catch (ExecutionException e) {
                throw thrown(e);
            }
        });
    }

    private static RuntimeException thrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case IOException cause -> new UncheckedIOException(cause);
            case null, default -> new IllegalStateException(e);
        };
    }

    static <T> T uninterruptibly(Wait<T> wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

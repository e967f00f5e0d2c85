package dev.kamiyo.db;

import dev.kamiyo.journal.Head;
import java.nio.file.Path;
import java.util.List;

/// The verified copies of earlier states that a database can be built from. Somebody else keeps them.
public interface Bases {
    /// A copy that nobody writes to.
    ///
    /// @param file a whole database
    /// @param head the last write that it holds
    record Base(Path file, Head head) {}

    /// Those that are there and were verified when they were made, newest first.
    List<Base> newestFirst();

    /// Whether one is still, byte for byte, what was verified.
    boolean isSound(Base base);

    /// No copies.
    Bases NONE = new Bases() {
        @Override
        public List<Base> newestFirst() {
            return List.of();
        }

        @Override
        public boolean isSound(Base base) {
            return false;
        }
    };
}

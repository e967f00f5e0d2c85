package dev.kamiyo.guardian;

import java.io.IOException;
import java.util.List;

/// Something that is looked at every few seconds: what it shows is said before it becomes a fault. A look is short,
/// opens no file that SQLite has open, and waits for nobody.
@FunctionalInterface
interface Gauge {
    /// What is to be warned of now; nothing when all is well.
    ///
    /// @throws IOException when it cannot be seen
    List<Warning> look() throws IOException;

    /// What is done by itself before each look, in a service that runs; nothing for most.
    ///
    /// @throws IOException when it cannot be done
    default void act() throws IOException {}
}

package dev.kamiyo.drill;

import dev.kamiyo.db.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The service on which a fault is made.
interface Stage extends AutoCloseable {
    /// Where its data lie.
    Folders folders();

    /// A sound copy of its data that is older than they are.
    Path old();

    /// Its process.
    long pid();

    /// The words that make a command that of its user, with a space behind them; empty when it is this user.
    default String as() {
        return "";
    }

    /// Where it listens: `http://host:port`.
    String url();

    /// The key with which writers write; empty when nothing may be written.
    Optional<String> key();

    /// Why a fault cannot be made here; empty when it can.
    Optional<String> obstacle(Fault fault) throws InterruptedException;

    /// Starts the process again, after it has ended.
    void restart() throws IOException, InterruptedException;

    /// Ends it in order; its files are left as they are.
    void end() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}

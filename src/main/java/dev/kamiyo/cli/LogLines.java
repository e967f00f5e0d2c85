package dev.kamiyo.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/// The last lines of the log, kept in memory so that an incident can save them before anything is replaced. Safe for
/// use by many threads.
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int MOST = 1_000;

    private final Deque<String> lines = new ArrayDeque<>();

    /// Listens from now on.
    LogLines() {
        setName("last lines");
        start();
        root().addAppender(this);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @Override
    protected void append(ILoggingEvent event) {
        var line = "%s %s %s %s"
                .formatted(event.getInstant(), event.getLevel(), event.getLoggerName(), event.getFormattedMessage());
        synchronized (lines) {
            lines.addLast(line.replaceAll("[\r\n\t]+", " "));
            if (lines.size() > MOST) {
                lines.removeFirst();
            }
        }
    }

    /// The lines that are kept, the oldest first.
    List<String> last() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        root().detachAppender(this);
        stop();
    }
}

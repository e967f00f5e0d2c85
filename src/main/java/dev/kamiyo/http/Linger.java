package dev.kamiyo.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/// Reads on, after the answer, what a client still sends of a body that nobody wants, and drops it: were the connection
/// closed meanwhile, the client's system would throw away the answer before the client reads it.
///
/// It ends after 16 MiB, or after five seconds; then the connection is closed whatever becomes of it.
final class Linger implements Runnable {
    private static final int AT_ONCE = 16;
    private static final long MOST = 16L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Request request;
    private final Callback callback;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long dropped;

    private Linger(Request request, Callback callback) {
        this.request = request;
        this.callback = callback;
    }

    /// Whether a request has come to its end; drops what is there of it already. The server's own way to find out
    /// leaves a failure behind, after which nothing could be read any more.
    static boolean isOver(Request request) {
        for (int i = 0; i < AT_ONCE; i++) {
            var chunk = request.read();
            if (chunk == null) {
                return false;
            }
            boolean failed = Content.Chunk.isFailure(chunk);
            chunk.release();
            if (failed || chunk.isLast()) {
                return !failed;
            }
        }
        return false;
    }

    /// Completes a callback once the client has sent all, or enough.
    static void then(Request request, Callback callback) {
        var linger = new Linger(request, callback);
        var _ = request.getComponents().getScheduler().schedule(linger::end, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        linger.run();
    }

    /// Drops what is there, and asks to be called when there is more.
    @Override
    public void run() {
        while (!ended.get()) {
            var chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            dropped += chunk.remaining();
            boolean over = Content.Chunk.isFailure(chunk) || chunk.isLast() || dropped > MOST;
            chunk.release();
            if (over) {
                end();
            }
        }
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            callback.succeeded();
        }
    }
}

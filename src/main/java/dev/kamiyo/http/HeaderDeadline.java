package dev.kamiyo.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Closes connections on which the headers of the next request do not come in time: a byte now and then keeps one from
/// being silent, and so open for as long as its other end likes.
///
/// The time begins when the connection is opened or its last answer ended, and is over up to an eighth late. Nothing
/// runs once the server has stopped.
final class HeaderDeadline implements Runnable {
    private static final int LOOKS = 8;

    private final ServerConnector connector;
    private final Duration longest;
    private Map<HttpConnection, Waiting> waiting = Map.of();

    /// @param requests that came before the one that is waited for
    /// @param since on the clock of [System#nanoTime]
    private record Waiting(long requests, long since) {}

    private HeaderDeadline(ServerConnector connector, Duration longest) {
        this.connector = connector;
        this.longest = longest;
    }

    /// Holds the connections of a connector that was started to it.
    static void hold(ServerConnector connector, Duration longest) {
        new HeaderDeadline(connector, longest).lookLater();
    }

    private void lookLater() {
        var _ = connector.getScheduler().schedule(this, longest.toMillis() / LOOKS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        var still = new HashMap<HttpConnection, Waiting>();
        for (var endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof HttpConnection connection
                    && connection.getHttpChannel().getRequest() == null) {
                long requests = connection.getMessagesIn();
                var known = waiting.get(connection);
                var its = known != null && known.requests == requests ? known : new Waiting(requests, now);
                if (now - its.since > longest.toNanos()) {
                    endPoint.close();
                } else {
                    still.put(connection, its);
                }
            }
        }
        waiting = still;
        lookLater();
    }
}

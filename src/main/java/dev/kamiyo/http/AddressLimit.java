package dev.kamiyo.http;

import dev.kamiyo.access.Prefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;

/// Closes what is opened from one address beyond its share, so that it alone cannot take all connections. Safe for use
/// by many threads.
final class AddressLimit implements Connection.Listener {
    private final int most;
    private final Predicate<InetAddress> free;

    /// A closed connection no longer tells whose it was.
    private final Map<Connection, Prefix> owners = new ConcurrentHashMap<>();

    private final Map<Prefix, Integer> open = new ConcurrentHashMap<>();

    /// @param most connections of an address at the same time
    /// @param free whose connections are not counted
    AddressLimit(int most, Predicate<InetAddress> free) {
        this.most = most;
        this.free = free;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer
                && !free.test(peer.getAddress())) {
            var owner = Prefix.of(peer.getAddress());
            owners.put(connection, owner);
            if (open.merge(owner, 1, Integer::sum) > most) {
                connection.getEndPoint().close();
            }
        }
    }

    @Override
    public void onClosed(Connection connection) {
        var owner = owners.remove(connection);
        if (owner != null) {
            open.computeIfPresent(owner, (_, n) -> n == 1 ? null : n - 1);
        }
    }
}

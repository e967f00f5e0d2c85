package dev.kamiyo.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The proxies that are believed when they say for whom they ask. Immutable.
///
/// The address that counts is the rightmost one that is not a trusted proxy's: what stands before it a client may have
/// made up.
///
/// @param trusted their addresses; nobody else's headers count
public record Proxies(List<Network> trusted) {
    /// Nobody is believed.
    public static final Proxies NONE = new Proxies(List.of());

    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(\"[^\"]*\"|[^;\\s]*)");
    private static final Pattern PORT = Pattern.compile("\\[([^]]*)](?::\\d+)?|([0-9.]+):\\d+");

    /// Who asks.
    ///
    /// @param address by which requests are counted
    /// @param forwarded whether a proxy named it
    public record Client(InetAddress address, boolean forwarded) {
        /// Whether the request comes from this machine itself, and not through a proxy on it.
        public boolean isLocal() {
            return !forwarded && address.isLoopbackAddress();
        }
    }

    /// @param trusted their addresses
    public Proxies {
        trusted = List.copyOf(trusted);
    }

    /// Who asks through a connection. A proxy that passes both headers on, and they name different clients, let a
    /// client write one of them; then the proxy itself counts.
    ///
    /// @param peer the other end of the connection
    /// @param forwardedFor the header X-Forwarded-For, its lines joined by commas; null when there is none
    /// @param forwarded the header Forwarded, likewise
    public Client client(InetAddress peer, @Nullable String forwardedFor, @Nullable String forwarded) {
        if (!trusts(peer) || (forwardedFor == null && forwarded == null)) {
            return new Client(peer, false);
        }
        var one = forwardedFor == null ? null : rightmost(peer, forwardedFor, false);
        var other = forwarded == null ? null : rightmost(peer, forwarded, true);
        if (one == null || other == null) {
            return new Client(one != null ? one : other != null ? other : peer, true);
        }
        return new Client(one.equals(other) ? one : peer, true);
    }

    private InetAddress rightmost(InetAddress peer, String header, boolean elements) {
        var hops = header.split(",", -1);
        var at = peer;
        for (int i = hops.length - 1; i >= 0; i--) {
            var hop = address(hops[i].strip(), elements);
            if (hop.isEmpty()) {
                return at; // what the last proxy we know of could not name
            }
            at = hop.get();
            if (!trusts(at)) {
                return at;
            }
        }
        return at;
    }

    private static Optional<InetAddress> address(String hop, boolean element) {
        var text = hop;
        if (element) {
            var found = FOR.matcher(hop);
            if (!found.find()) {
                return Optional.empty();
            }
            text = found.group(1).replace("\"", "");
        }
        var port = PORT.matcher(text);
        if (port.matches()) {
            text = port.group(1) != null ? port.group(1) : port.group(2);
        }
        return Network.address(text);
    }

    /// Whether an address is that of a trusted proxy.
    public boolean trusts(InetAddress address) {
        for (var network : trusted) {
            if (network.has(address)) {
                return true;
            }
        }
        return false;
    }
}

package dev.kamiyo.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Where an outgoing request may connect to: public addresses, and hosts that an operator named.
///
/// It resolves names itself, for every connection and every redirect, and who asks connects to the very addresses that
/// it answers, so that neither a redirect nor a name with a second answer leads into the house (SSRF). Immutable.
public final class AddressGuard {
    private final Set<String> named;
    private final Names names;

    private AddressGuard(Set<String> named, Names names) {
        this.named = named;
        this.names = names;
    }

    /// A guard that lets public addresses pass, and these hosts whatever their address.
    public static AddressGuard permitting(String... hosts) {
        return new AddressGuard(
                Set.copyOf(Arrays.stream(hosts).map(AddressGuard::plain).toList()), Names.SYSTEM);
    }

    /// The same guard, with names that are resolved in another way.
    public AddressGuard resolvingBy(Names other) {
        return new AddressGuard(named, other);
    }

    /// Where to connect to for a host.
    ///
    /// @return at least one address, each of which bears the name that was asked for
    /// @throws UnknownHostException when the name is not known, or one of its addresses may not be connected to
    List<InetAddress> addresses(String host) throws UnknownHostException {
        var name = plain(host);
        var found = new ArrayList<InetAddress>();
        for (var address : names.resolve(name)) {
            if (!permits(name, address)) {
                throw new RefusedAddressException(name, address);
            }
            // With the name: nobody asks for it again, and TLS checks it.
            found.add(InetAddress.getByAddress(name, address.getAddress()));
        }
        return found;
    }

    /// Without the brackets that an IPv6 address has in a URL.
    private static String plain(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /// Whether a connection to an address of a host may be made.
    public boolean permits(String host, InetAddress address) {
        return named.contains(plain(host)) || isPublic(address);
    }

    /// Whether an address is of the public internet: not loopback, link-local, private, shared, multicast or reserved,
    /// nor an IPv6 form that carries such an IPv4 address.
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address v4 -> isPublic(v4.getAddress(), 0);
            case Inet6Address v6 -> isPublic6(v6.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] b, int at) {
        int first = b[at] & 0xff;
        int second = b[at + 1] & 0xff;
        int third = b[at + 2] & 0xff;
        return !(first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128) // shared by carriers, RFC 6598
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0 && (third == 0 || third == 2))
                || (first == 198 && (second == 18 || second == 19))
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113));
    }

    private static boolean isPublic6(byte[] b) {
        boolean global = (b[0] & 0xe0) == 0x20; // 2000::/3
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02; // 2002::/16 carries IPv4 in bytes 2 to 5
        boolean specialBlock = b[0] == 0x20 && b[1] == 0x01 && (b[2] & 0xfe) == 0; // 2001::/23, Teredo among it
        boolean documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && (b[3] & 0xff) == 0xb8;
        boolean newDocumentation = b[0] == 0x3f && (b[1] & 0xff) == 0xff && (b[2] & 0xf0) == 0; // 3fff::/20
        return global && !newDocumentation && !specialBlock && !documentation && (!sixToFour || isPublic(b, 2));
    }
}

package dev.kamiyo.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/// Where an outgoing request may connect to: public addresses, and hosts that an operator named.
///
/// It is asked after name resolution and for every redirect, with the very addresses that will be connected to, so that
/// neither a redirect nor a name with a second answer leads into the house (SSRF). Immutable.
public final class AddressGuard {
    private final Set<String> named;

    private AddressGuard(Set<String> named) {
        this.named = named;
    }

    /// A guard that lets public addresses pass, and these hosts whatever their address.
    public static AddressGuard permitting(String... hosts) {
        return new AddressGuard(Set.copyOf(
                Arrays.stream(hosts).map(h -> h.toLowerCase(Locale.ROOT)).toList()));
    }

    /// Whether a connection to an address of a host may be made.
    public boolean permits(String host, InetAddress address) {
        return named.contains(host.toLowerCase(Locale.ROOT)) || isPublic(address);
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

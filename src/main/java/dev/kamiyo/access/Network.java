package dev.kamiyo.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses that begin alike, such as `10.0.0.0/8` or `fd00::/8`.
///
/// @param address one of them
/// @param bits how many of the first bits are the same
public record Network(InetAddress address, int bits) {
    private static final Pattern DIGITS =
            Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}|[0-9a-fA-F:]{0,39}:[0-9a-fA-F:.]{0,39}");

    /// Reads an address or a network in CIDR notation; empty for anything else. Names are not looked up.
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        var length = slash < 0 ? "" : text.substring(slash + 1);
        return address(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
            int most = address.getAddress().length * Byte.SIZE;
            if (slash < 0) {
                return Optional.of(new Network(address, most));
            }
            return length.matches("\\d{1,3}") && Integer.parseInt(length) <= most
                    ? Optional.of(new Network(address, Integer.parseInt(length)))
                    : Optional.empty();
        });
    }

    /// An address as digits; empty for a name, a scope or anything else.
    static Optional<InetAddress> address(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Whether an address is one of them; an IPv4 address is never of an IPv6 network.
    boolean has(InetAddress other) {
        if (address instanceof Inet4Address != other instanceof Inet4Address) {
            return false;
        }
        var mine = address.getAddress();
        var theirs = other.getAddress();
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int differ = mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE];
            int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (bits - bit));
            if ((differ & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}

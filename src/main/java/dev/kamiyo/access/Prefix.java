package dev.kamiyo.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// What counts as one address: all of IPv4, and of IPv6 the first 64 bits, which are what one customer is given.
public record Prefix(boolean isV6, long bits) {
    /// That of an address.
    public static Prefix of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address ? new Prefix(false, bytes.getInt()) : new Prefix(true, bytes.getLong());
    }
}

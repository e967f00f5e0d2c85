package dev.kamiyo.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// How the names of hosts are resolved.
@FunctionalInterface
public interface Names {
    /// As this machine does it.
    Names SYSTEM = InetAddress::getAllByName;

    /// @return at least one address
    /// @throws UnknownHostException when the name is not known
    InetAddress[] resolve(String host) throws UnknownHostException;
}

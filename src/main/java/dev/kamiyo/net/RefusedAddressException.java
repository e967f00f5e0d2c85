package dev.kamiyo.net;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// The guard does not let anybody connect to where a host is.
final class RefusedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String host, InetAddress address) {
        super(host + " is at " + address.getHostAddress() + ", which is not a public address");
    }
}

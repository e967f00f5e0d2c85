package dev.kamiyo.cli;

import dev.kamiyo.http.AccessPolicy;
import dev.kamiyo.http.HttpServer.Listen;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Where the service listens.
final class ListenSettings {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Name or address to listen at (KAMIYO_HOST, default 127.0.0.1).",
            defaultValue = "${env:KAMIYO_HOST:-127.0.0.1}")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen at, 0 for any free one (KAMIYO_PORT, default 8000).",
            defaultValue = "${env:KAMIYO_PORT:-8000}",
            converter = Port.class)
    private int port = 8000;

    /// @throws FailedException when the host is not one of this machine's
    Listen listen() {
        try {
            var address = InetAddress.getByName(host);
            boolean ours = address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
            if (!host.isBlank() && ours) {
                return new Listen(host, port, AccessPolicy.DEFAULT);
            }
        } catch (UnknownHostException | SocketException _) {
            // the same answer as for a host that is somebody else's
        }
        throw FailedException.wrongUsage("KAMIYO_HOST or --host is '" + host
                + "'; a name or address of this machine is due, such as 127.0.0.1, or 0.0.0.0 for all of them");
    }

    static final class Port implements ITypeConverter<Integer> {
        private static final int LAST = 65_535;

        @Override
        public Integer convert(String text) {
            if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= LAST) {
                return Integer.valueOf(text);
            }
            throw new TypeConversionException("KAMIYO_PORT or --port is '" + text + "'; allowed is 0 to " + LAST);
        }
    }
}

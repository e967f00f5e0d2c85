package dev.kamiyo.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Follows the stream over a socket of its own, as a browser does: it remembers the last id and goes on from there.
final class StreamClient {
    /// An event, its data as text.
    record Event(String name, String id, String data) {}

    final List<Event> events = new ArrayList<>();
    volatile String lastId = "";
    volatile String status = "";
    private final String headers;

    StreamClient(String... headers) {
        this.headers = String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n");
    }

    /// Reads events until one of them is the last that is wanted, and hangs up.
    void follow(URI uri, Predicate<Event> last) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            socket.setSoTimeout(30_000);
            var again = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + again + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            read(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 2_048),
                    last);
        } catch (SocketException _) {
            // the service stopped under it
        }
    }

    private void read(BufferedReader in, Predicate<Event> last) throws IOException {
        status = String.valueOf(in.readLine());
        var name = "";
        var data = "";
        var id = lastId;
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (data.isEmpty() && !id.equals(lastId)) {
                lastId = id;
            } else if (!data.isEmpty() && line.isEmpty()) {
                lastId = id;
                var event = new Event(name, id, data);
                events.add(event);
                data = "";
                if (last.test(event)) {
                    return;
                }
            }
        }
    }
}

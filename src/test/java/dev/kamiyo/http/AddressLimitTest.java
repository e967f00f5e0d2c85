package dev.kamiyo.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many connections each address may have; all of 127.0.0.0/8 are this machine's.
@Timeout(60)
final class AddressLimitTest {
    private static final int MOST = 2;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        connector.setHost("127.0.0.1");
        connector.addBean(
                new AddressLimit(MOST, address -> address.getHostAddress().equals("127.0.0.4")));
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Sink.write(response, true, "", callback);
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private Socket from(String address) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), connector.getLocalPort(), InetAddress.getByName(address), 0);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static boolean isServed(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean served = socket.getInputStream().read() == 'H';
            socket.getInputStream().skip(socket.getInputStream().available());
            return served;
        } catch (SocketException _) {
            return false;
        }
    }

    @Test
    void eachAddressHasItsShareAndGetsItBackWhenItHangsUp() throws Exception {
        try (var first = from("127.0.0.2");
                var second = from("127.0.0.2")) {
            assertThat(isServed(first)).isTrue();
            assertThat(isServed(second)).isTrue();
            try (var third = from("127.0.0.2");
                    var other = from("127.0.0.3")) {
                assertThat(isServed(third)).isFalse();
                assertThat(isServed(other)).isTrue();
            }
            assertThat(isServed(first)).as("those before it stay").isTrue();
        }
        boolean served = false;
        for (int i = 0; i < 1_000 && !served; i++) { // until the server has seen that they hung up
            try (var again = from("127.0.0.2")) {
                served = isServed(again);
            }
        }
        assertThat(served).isTrue();
    }

    @Test
    void whoIsFreeIsNotCounted() throws Exception {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 2 * MOST; i++) {
                sockets.add(from("127.0.0.4"));
                assertThat(isServed(sockets.getLast())).isTrue();
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}

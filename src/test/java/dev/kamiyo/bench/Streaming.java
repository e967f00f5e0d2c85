package dev.kamiyo.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// How long after it was sent a write has reached the last of many followers.
final class Streaming implements Measurement {
    private static final int CLIENTS = 2_000;
    private static final int WRITES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ASK =
            "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";

    /// What one follower has read since it last found what it waited for.
    private static final class Follower {
        private final StringBuilder read = new StringBuilder();

        boolean finds(String text) {
            int at = read.indexOf(text);
            if (at >= 0) {
                read.delete(0, at + text.length());
            } else {
                read.delete(0, Math.max(0, read.length() - 200)); // the text may have come in part
            }
            return at >= 0;
        }
    }

    @Override
    public List<Figure> at(Site site) throws Exception {
        try (var service = site.service("stream");
                var client = HttpClient.newHttpClient();
                var selector = Selector.open()) {
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    follow(selector, service.port());
                }
                all(selector, "200 OK");
                for (int i = 0; i < 10; i++) {
                    write(selector, client, service, "warm " + i);
                }
                var millis = new ArrayList<Double>();
                for (int i = 0; i < WRITES; i++) {
                    long begin = System.nanoTime();
                    write(selector, client, service, "measured " + i);
                    millis.add((System.nanoTime() - begin) / 1e6);
                }
                Collections.sort(millis);
                return List.of(Figure.alone(
                        "a write reaches the last of 2,000 followers, p99",
                        site.exploits(),
                        millis.get((int) (millis.size() * 0.99) - 1),
                        Unit.MILLIS,
                        Goal.atMost(250)));
            } finally {
                for (var key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    private static void follow(Selector selector, int port) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(ASK.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Follower());
    }

    private static void write(Selector selector, HttpClient client, Service service, String title) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(service.url("/api/v1/exploits")))
                .header("Authorization", "Bearer " + Service.KEY)
                .POST(BodyPublishers.ofString("{\"title\":\"" + title + "\",\"occurred_at\":\"2025-01-01\"}"))
                .build();
        var answer = client.sendAsync(request, BodyHandlers.ofString());
        all(selector, "\"" + title + "\"");
        if (CompletableFuture.completedFuture(answer.get().statusCode()).get() != 201) {
            throw new IOException("a write was answered with " + answer.get().body());
        }
    }

    /// Waits until each follower has read a text.
    private static void all(Selector selector, String text) throws IOException {
        Set<SelectionKey> waiting = new HashSet<>(selector.keys());
        var buffer = ByteBuffer.allocate(1 << 16);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!waiting.isEmpty()) {
            selector.select(PATIENCE.toMillis());
            if (System.nanoTime() > end) {
                throw new IOException(waiting.size() + " followers did not get " + text);
            }
            for (var key : selector.selectedKeys()) {
                var follower = (Follower) key.attachment();
                int read = ((SocketChannel) key.channel()).read(buffer.clear());
                if (read < 0) {
                    throw new IOException("the service hung up on a follower");
                }
                follower.read.append(new String(buffer.array(), 0, read, StandardCharsets.UTF_8));
                if (waiting.contains(key) && follower.finds(text)) {
                    waiting.remove(key);
                }
            }
            selector.selectedKeys().clear();
        }
    }
}

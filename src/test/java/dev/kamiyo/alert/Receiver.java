package dev.kamiyo.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real HTTP server on this machine that answers 204, or what it is told to, and remembers what came.
final class Receiver implements AutoCloseable {
    /// An answer: the connection is cut.
    static final int RESET = -1;

    /// A request.
    ///
    /// @param nanos when it came
    record Got(String path, Map<String, List<String>> headers, String body, int answered, long nanos) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }

        String id() {
            return header("Webhook-id");
        }

        String title() {
            return json().path("data").path("title").asString("");
        }
    }

    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Integer>> once = new ConcurrentHashMap<>();
    private final Map<String, Integer> always = new ConcurrentHashMap<>();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var due = once.getOrDefault(path, new ConcurrentLinkedQueue<>()).poll();
            int status = due == null ? always.getOrDefault(path, 204) : due;
            got.add(new Got(path, Map.copyOf(exchange.getRequestHeaders()), body, status, System.nanoTime()));
            if (status == RESET) {
                return;
            }
            if (status / 100 == 3) {
                exchange.getResponseHeaders().set("Location", "/moved");
            }
            var text = status == 204 ? new byte[0] : ("answer\n" + status).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    /// Answers the next requests to a path with these.
    void once(String path, Integer... statuses) {
        once.put(path, new ConcurrentLinkedQueue<>(List.of(statuses)));
    }

    /// Answers all other requests to a path with this from now on.
    void always(String path, int status) {
        always.put(path, status);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /// What came to a path, in its order.
    List<Got> at(String path) {
        return got.stream().filter(one -> one.path.equals(path)).toList();
    }

    /// What was taken at a path.
    List<Got> taken(String path) {
        return at(path).stream().filter(one -> one.answered / 100 == 2).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package dev.kamiyo.source;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A web server of this machine with documents by path and query. What begins with `/ill` makes it fail, and `/hangs`
/// is never answered.
final class ServedPages implements AutoCloseable {
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server;

    ServedPages() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().toString();
                asked.add(path);
                if (path.equals("/hangs")) {
                    end.await();
                }
                if (path.startsWith("/ill")) {
                    exchange.sendResponseHeaders(500, -1);
                    return;
                }
                var page = pages.get(path);
                var etag = "\"" + (page == null ? 0 : page.hashCode()) + "\"";
                boolean known =
                        List.of(etag).equals(exchange.getRequestHeaders().get("If-None-Match"));
                if (page == null || known) {
                    exchange.sendResponseHeaders(known ? 304 : 404, -1);
                } else {
                    var bytes = page.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("ETag", etag);
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    ServedPages with(String path, String page) {
        pages.put(path, page);
        return this;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    static String llama(int records, String member) {
        var text = new StringBuilder("[");
        for (int i = 0; i < records; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"date\":1647993600,\"name\":\"Lumora ")
                    .append(i);
            text.append("\",\"").append(member).append("\":5}");
        }
        return text.append("]").toString();
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}

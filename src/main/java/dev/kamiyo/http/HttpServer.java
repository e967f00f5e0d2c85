package dev.kamiyo.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/// Serves the route table: to this machine's verbs through a Unix socket, and to everybody through TCP if asked to.
///
/// Each request has a virtual thread. Close ends streams, and drains requests for at most five seconds.
public final class HttpServer implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    /// Where TCP is listened to.
    ///
    /// @param host a name or address
    /// @param port 0 to 65535; 0 lets the system choose
    /// @param policy what those may do who come
    public record Listen(String host, int port, AccessPolicy policy) {
        /// The same place under another policy.
        public Listen under(AccessPolicy other) {
            return new Listen(host, port, other);
        }
    }

    private final Server server;
    private final HttpConfiguration http;
    private final Routes routes;
    private final Path socket;
    private final @Nullable ServerConnector tcp;

    private HttpServer(
            Server server, HttpConfiguration http, Routes routes, Path socket, @Nullable ServerConnector tcp) {
        this.server = server;
        this.http = http;
        this.routes = routes;
        this.socket = socket;
        this.tcp = tcp;
    }

    /// Starts serving.
    ///
    /// @param socket a path of at most 107 bytes, in a folder that only the owner may write
    /// @param listen null for the socket alone
    /// @throws IOException when it cannot listen there
    public static HttpServer start(Routes routes, Path socket, @Nullable Listen listen) throws IOException {
        return start(routes, socket, listen, Limits.DEFAULT);
    }

    static HttpServer start(Routes routes, Path socket, @Nullable Listen listen, Limits limits) throws IOException {
        var threads = new VirtualThreadPool();
        threads.setName("http");
        threads.setMaxConcurrentTasks(0); // the default of 200 lets slow clients shut everybody out
        var server = new Server(threads, new ScheduledExecutorScheduler("http-timer", true), null);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(Limits.HEADERS);
        server.addConnector(local(server, http, socket));
        var tcp = listen == null ? null : new ServerConnector(server, new HttpConnectionFactory(http));
        var policy = listen == null ? AccessPolicy.DEFAULT : listen.policy();
        if (listen != null && tcp != null) {
            tcp.setHost(listen.host());
            tcp.setPort(listen.port());
            tcp.setReuseAddress(true);
            tcp.setIdleTimeout(limits.idle().toMillis());
            server.addConnector(tcp);
            server.addBean(new NetworkConnectionLimit(limits.connections(), tcp));
            tcp.addBean(new AddressLimit(
                    limits.perAddress(),
                    address -> address.isLoopbackAddress() || policy.proxies().trusts(address)));
        }
        server.setHandler(new GracefulHandler(new Router(routes, policy, limits)));
        server.setErrorHandler(new ProblemPages());
        server.setStopTimeout(DRAIN.toMillis());
        Files.deleteIfExists(socket);
        try {
            server.start();
            if (tcp != null) {
                HeaderDeadline.hold(tcp, limits.headers());
            }
            allowOwnerAlone(socket);
            return new HttpServer(server, http, routes, socket, tcp);
        } catch (Exception e) {
            stop(server);
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private static UnixDomainServerConnector local(Server server, HttpConfiguration http, Path socket) {
        var local = new UnixDomainServerConnector(server, new HttpConnectionFactory(http));
        local.setName(Gate.LOCAL);
        local.setUnixDomainPath(socket);
        return local;
    }

    private static void allowOwnerAlone(Path socket) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }

    /// Listens at the socket's path anew where somebody deleted it. Who came by the old one is served to the end.
    ///
    /// @throws IOException when it cannot; it may be tried again
    public void renewSocket() throws IOException {
        if (!server.isRunning() || !Files.notExists(socket)) { // where nobody can tell, the one that is there stays
            return;
        }
        var local = local(server, http, socket);
        try {
            letGoOfOldSockets();
            server.addConnector(local);
            local.start();
            allowOwnerAlone(socket);
        } catch (Exception e) {
            try {
                end(local);
            } catch (Exception other) {
                e.addSuppressed(other);
            }
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    /// Ends those that nobody comes by any more. Ending one deletes what is at its path, so that this comes before
    /// a new one is made.
    private void letGoOfOldSockets() throws Exception {
        for (var connector : server.getConnectors()) {
            if (connector instanceof UnixDomainServerConnector old
                    && old.getConnectedEndPoints().isEmpty()) {
                end(old);
            }
        }
    }

    private void end(Connector connector) throws Exception {
        server.removeConnector(connector);
        connector.stop();
    }

    /// Where TCP is listened to, as a URL; empty text when it is not.
    public String url() {
        if (tcp == null) {
            return "";
        }
        var host = tcp.getHost();
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        var shown = any ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + shown + ":" + tcp.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        routes.changes().close(); // streams have no end of their own that could be waited for
        stop(server);
        Files.deleteIfExists(socket);
    }

    private static void stop(Server server) throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the server does not stop", e);
        }
    }
}

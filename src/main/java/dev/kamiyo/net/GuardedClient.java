package dev.kamiyo.net;

import dev.kamiyo.net.Answer.Failed;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// HTTP clients that connect only to where the guard lets them, and the words for what goes wrong with them.
final class GuardedClient {
    private GuardedClient() {}

    /// Starts one.
    ///
    /// @param connect until a connection stands
    /// @param agent the User-Agent
    /// @throws IllegalStateException when it does not start
    static HttpClient start(AddressGuard guard, Duration connect, String agent) {
        var client = new HttpClient();
        var threads = new VirtualThreadPool();
        threads.setName("outgoing");
        client.setExecutor(threads);
        client.setScheduler(new ScheduledExecutorScheduler("outgoing-timer", true));
        client.setConnectTimeout(connect.toMillis());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, agent));
        client.setSocketAddressResolver(new GuardedResolver(guard));
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client does not start", e);
        }
        return client;
    }

    /// Stops one, for a caller that was interrupted too.
    static void stop(HttpClient client) {
        boolean interrupted = Thread.interrupted();
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client does not stop", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// A request that came to no answer.
    ///
    /// @param maxBytes of a body
    static Failed failed(Throwable failure, int maxBytes) {
        return switch (failure) {
            case RefusedAddressException e -> new Failed(String.valueOf(e.getMessage()), false);
            case UnknownHostException _ -> new Failed("its host name is not known", true);
            case TimeoutException _ -> new Failed("no answer in time", true);
            case SocketTimeoutException _ -> new Failed("no connection in time", true);
            case ConnectException _ -> new Failed("nothing listens there", true);
            case SSLException _ ->
                new Failed("its certificate is not one for this host, or its TLS is of another kind", true);
            case IllegalArgumentException _ -> new Failed("its body is larger than " + maxBytes + " bytes", false);
            default -> new Failed("the answer broke off (" + failure.getClass().getSimpleName() + ")", true);
        };
    }

    /// Lets the guard resolve names; the client connects to nothing else.
    private record GuardedResolver(AddressGuard guard) implements SocketAddressResolver {
        @Override
        public void resolve(
                String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
            try {
                promise.succeeded(guard.addresses(host).stream()
                        .map(address -> new InetSocketAddress(address, port))
                        .toList());
            } catch (UnknownHostException e) {
                promise.failed(e);
            }
        }
    }
}

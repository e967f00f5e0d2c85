package dev.kamiyo.cli;

import dev.kamiyo.doctor.Health;
import dev.kamiyo.files.FileTrouble;
import dev.kamiyo.guardian.IncidentListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A verb's way to the data: the running service, or one of its own for as long as the verb works.
///
/// Whichever it is, the verb speaks HTTP through the socket in the data folder, so that there is one way to do a
/// thing and never a second writer.
final class LocalConnection implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration HEALTH = Duration.ofSeconds(5);
    private static final Duration WORK = Duration.ofHours(1);
    private static final Pattern NEXT = Pattern.compile("<(/[^>]*)>; rel=\"next\"");

    private final Path socket;
    private final HttpClient client;
    private final @Nullable Service own;

    private LocalConnection(Path socket, HttpClient client, @Nullable Service own) {
        this.socket = socket;
        this.client = client;
        this.own = own;
    }

    /// Connects to the service of a data folder, or starts one without TCP.
    ///
    /// @throws FailedException when neither is possible, or there is no data
    static LocalConnection open(DataSettings settings) {
        return open(settings, DataSettings::mustHoldData);
    }

    /// As above; begins new data where there is none.
    static LocalConnection openOrCreate(DataSettings settings) {
        return open(settings, _ -> {});
    }

    private static LocalConnection open(DataSettings settings, Consumer<DataSettings> beforeStart) {
        var client = client();
        try {
            var socket = LocalSocket.in(settings.data());
            if (Files.exists(socket) && lives(client, socket)) {
                return new LocalConnection(socket, client, null);
            }
            beforeStart.accept(settings);
            return new LocalConnection(socket, client, Service.start(settings, null, IncidentListener.NONE));
        } catch (IOException e) {
            stop(client);
            throw new FailedException("cannot reach the data in " + settings.data() + ": " + FileTrouble.words(e));
        } catch (FailedException e) {
            stop(client);
            throw e;
        }
    }

    /// Whether the service that answers runs for others too, and not for this verb alone.
    boolean isServed() {
        return own == null;
    }

    /// Asks one question of the data and answers what it is told.
    ///
    /// @throws FailedException when there is no answer
    static JsonNode ask(DataSettings settings, String path) {
        try (var connection = open(settings)) {
            return connection.ask(path);
        }
    }

    /// Asks one question.
    ///
    /// @throws FailedException when there is no answer
    JsonNode ask(String path) {
        var result = new @Nullable JsonNode[1];
        get(path, line -> result[0] = line);
        var answer = result[0];
        if (answer == null) {
            throw new FailedException("the service went away; run the verb again");
        }
        return answer;
    }

    /// Asks a running service for its health, and starts none.
    static Health health(DataSettings settings) {
        var client = client();
        try {
            var answer = client.newRequest("http://localhost/health")
                    .transport(new Transport.TCPUnix(LocalSocket.in(settings.data())))
                    .timeout(HEALTH.toMillis(), TimeUnit.MILLISECONDS)
                    .send();
            return new Health.Told(answer.getStatus(), answer.getContentAsString());
        } catch (ExecutionException e) {
            return isForbidden(e) ? new Health.Forbidden() : new Health.Silent();
        } catch (IOException | TimeoutException _) {
            return new Health.Silent();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Health.Silent();
        } finally {
            stop(client);
        }
    }

    private static HttpClient client() {
        var client = new HttpClient();
        var threads = new VirtualThreadPool();
        threads.setName("verb");
        client.setExecutor(threads);
        client.setScheduler(new ScheduledExecutorScheduler("verb-timer", true));
        client.setConnectTimeout(ANSWER.toMillis());
        client.setIdleTimeout(0);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client does not start", e);
        }
        return client;
    }

    /// A socket file without a process behind it is left over from a kill.
    private static boolean lives(HttpClient client, Path socket) {
        try {
            client.newRequest("http://localhost/health/live")
                    .transport(new Transport.TCPUnix(socket))
                    .timeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                    .send();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException) {
                return false;
            }
            if (isForbidden(e)) {
                throw new FailedException("the service's socket " + socket
                        + " may not be used by this user; run the verb as the user of the service");
            }
            throw new FailedException("the service behind " + socket + " does not answer: " + e.getCause());
        } catch (TimeoutException _) {
            throw new FailedException("the service behind " + socket + " did not answer within " + ANSWER.toSeconds()
                    + " s; see its log");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted");
        }
    }

    /// A socket that somebody listens to, but not to this user.
    private static boolean isForbidden(ExecutionException e) {
        return e.getCause() instanceof SocketException && !(e.getCause() instanceof ConnectException);
    }

    /// Sends a body and hands over each line of the answer as it comes.
    ///
    /// @throws FailedException when the service refuses or goes away
    void post(String path, JsonNode body, Consumer<JsonNode> lines) {
        send(
                client.POST("http://localhost" + path)
                        .body(new StringRequestContent("application/json", body.toString())),
                lines);
    }

    /// Hands over each line of an answer as it comes.
    ///
    /// @throws FailedException when the service refuses or goes away
    void get(String path, Consumer<JsonNode> lines) {
        send(client.newRequest("http://localhost" + path), lines);
    }

    /// Hands over each row of a list, page by page.
    ///
    /// @throws FailedException when the service refuses or goes away
    void list(String path, Consumer<JsonNode> rows) {
        for (var next = Optional.of(path); next.isPresent(); ) {
            next = page(next.get(), rows);
        }
    }

    /// Hands over each row of one page of a list.
    ///
    /// @return the path of the page behind it; empty when there is none
    /// @throws FailedException when the service refuses or goes away
    Optional<String> page(String path, Consumer<JsonNode> rows) {
        return send(client.newRequest("http://localhost" + path), (response, in) -> {
            JsonMapper.shared().readTree(in.readAllAsString()).forEach(rows);
            return Optional.ofNullable(response.getHeaders().get("Link"))
                    .map(NEXT::matcher)
                    .filter(Matcher::matches)
                    .map(link -> link.group(1));
        });
    }

    /// Copies the text of an answer as it comes.
    ///
    /// @return how many the whole list has, of which the answer may be a part; 0 when the answer does not tell
    /// @throws FailedException when the service refuses or goes away
    long copy(String path, Writer to) {
        return send(client.newRequest("http://localhost" + path), (response, in) -> {
            in.transferTo(to);
            return Math.max(0, response.getHeaders().getLongField("X-Total-Count"));
        });
    }

    private void send(Request request, Consumer<JsonNode> lines) {
        var _ = send(request, (_, in) -> {
            long read = 0;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                lines.accept(JsonMapper.shared().readTree(line));
                read++;
            }
            return read;
        });
    }

    /// Makes something of an answer as it comes.
    @FunctionalInterface
    private interface Taking<T> {
        T take(Response response, BufferedReader in) throws IOException;
    }

    private <T> T send(Request request, Taking<T> taking) {
        var listener = new InputStreamResponseListener();
        request.transport(new Transport.TCPUnix(socket)).send(listener);
        try {
            var response = listener.get(WORK.toSeconds(), TimeUnit.SECONDS);
            try (var in =
                    new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8))) {
                if (response.getStatus() / 100 != 2) {
                    throw refused(response, in);
                }
                return taking.take(response, in);
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new FailedException("the service went away: " + e.getMessage() + "; run the verb again");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new FailedException("interrupted");
        }
    }

    private static FailedException refused(Response response, BufferedReader in) throws IOException {
        var problem = JsonMapper.shared().readTree(in.readAllAsString());
        var allowed =
                problem.path("allowed").valueStream().map(JsonNode::asString).toList();
        var detail = problem.path("detail").asString("status " + response.getStatus());
        var why = detail
                + (allowed.isEmpty() || detail.contains("allowed") ? "" : "; allowed: " + String.join(", ", allowed));
        return response.getStatus() == 400 ? FailedException.wrongUsage(why) : new FailedException(why);
    }

    @Override
    public void close() {
        stop(client);
        if (own != null) {
            own.close();
        }
    }

    private static void stop(HttpClient client) {
        try {
            client.stop();
        } catch (Exception e) {
            throw new FailedException("the HTTP client does not stop: " + e);
        }
    }
}

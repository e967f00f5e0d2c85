package dev.kamiyo.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A real mail server on this machine that takes all mails, or answers what it is told to, and remembers what came.
public final class MailServer implements AutoCloseable {
    /// An answer: the connection is closed.
    public static final String DROP = "DROP";

    /// An answer: nothing, ever.
    public static final String SILENCE = "SILENCE";

    /// An answer: a line that never ends, a letter at a time.
    public static final String DRIP = "DRIP";

    /// A mail that was taken.
    ///
    /// @param data its headers and body as they came
    public record Got(String from, List<String> to, String data) {}

    private final ServerSocket listening;
    private final Optional<SSLContext> tls;
    private final boolean fromTheStart;
    private final Map<String, Queue<String>> answers = new ConcurrentHashMap<>();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// @param tls its certificate; empty for one that has none
    /// @param fromTheStart TLS from the first byte on, not by STARTTLS
    public MailServer(Optional<SSLContext> tls, boolean fromTheStart) throws IOException {
        this.tls = tls;
        this.fromTheStart = fromTheStart;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::listen);
    }

    /// The port at which it listens.
    public int port() {
        return listening.getLocalPort();
    }

    /// Answers the next ones of a command with these: `GREETING`, a verb of SMTP, or `.` for the end of a mail.
    public void answer(String command, String... lines) {
        answers.put(command, new ConcurrentLinkedQueue<>(List.of(lines)));
    }

    /// The mails that were taken.
    public List<Got> got() {
        return got;
    }

    /// The commands that came, those over TLS with `+` before them.
    public List<String> said() {
        return said;
    }

    /// How many connections stand.
    public int connections() {
        return open.size();
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new Talk(fromTheStart ? secured(socket) : socket).go();
        } catch (IOException _) {
            // the client has had enough
        } finally {
            open.remove(socket);
        }
    }

    private SSLSocket secured(Socket socket) throws IOException {
        var secure =
                (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    /// One connection.
    private final class Talk {
        private Socket socket;
        private BufferedReader in;
        private String from = "";
        private final List<String> to = new ArrayList<>();

        Talk(Socket socket) throws IOException {
            this.socket = socket;
            this.in = reader(socket);
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void go() throws IOException {
            answer("GREETING", "220 mail.example ESMTP");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                said.add((socket instanceof SSLSocket ? "+" : "") + line);
                var verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> answer(verb, extensions());
                    case "STARTTLS" -> {
                        answer(verb, "220 go on");
                        socket = secured(socket);
                        in = reader(socket);
                    }
                    case "AUTH" -> answer(verb, "235 welcome");
                    case "MAIL" -> {
                        from = line;
                        to.clear();
                        answer(verb, "250 ok");
                    }
                    case "RCPT" -> {
                        if (answer(verb, "250 ok").startsWith("2")) {
                            to.add(line);
                        }
                    }
                    case "DATA" -> {
                        if (answer(verb, "354 go on").startsWith("3")) {
                            take(data());
                        }
                    }
                    case "QUIT" -> {
                        answer(verb, "221 bye");
                        return;
                    }
                    default -> answer(verb, "250 ok");
                }
            }
        }

        private String extensions() {
            boolean offers = tls.isPresent() && !(socket instanceof SSLSocket);
            return "250-mail.example\r\n" + (offers ? "250-STARTTLS\r\n" : "")
                    + "250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000";
        }

        private String data() throws IOException {
            var data = new StringBuilder();
            for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                data.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
            }
            return data.toString();
        }

        private void take(String data) throws IOException {
            var line = due(".", "250 queued as 1");
            if (line.startsWith("2")) {
                got.add(new Got(from, List.copyOf(to), data)); // before the client hears of it
            }
            say(line);
        }

        private String answer(String command, String usual) throws IOException {
            var line = due(command, usual);
            say(line);
            return line;
        }

        private String due(String command, String usual) {
            @Nullable
            String due =
                    answers.getOrDefault(command, new ConcurrentLinkedQueue<>()).poll();
            return due == null ? usual : due;
        }

        private void say(String line) throws IOException {
            var out = socket.getOutputStream();
            switch (line) {
                case DROP -> throw new IOException("dropped");
                case SILENCE -> {
                    while (in.read() >= 0) {
                        // until the client goes
                    }
                    throw new IOException("it is gone");
                }
                case DRIP -> {
                    out.write("250-".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('x');
                        out.flush();
                        Thread.onSpinWait();
                    }
                }
                default -> {
                    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var socket : open) {
            socket.close();
        }
    }
}

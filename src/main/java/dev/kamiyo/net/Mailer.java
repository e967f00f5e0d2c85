package dev.kamiyo.net;

import dev.kamiyo.net.Receipt.Outcome;
import dev.kamiyo.net.SmtpServer.Security;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// Hands mails to mail servers: guarded, bounded in time, one attempt a call, one connection an attempt. The library
/// only speaks the protocol: where to connect to is decided here. Safe for use by many threads.
final class Mailer {
    private final AddressGuard guard;
    private final Duration connect;
    private final Duration total;
    private final Supplier<SSLSocketFactory> tls;

    /// @param connect until a connection stands
    /// @param total for one attempt
    Mailer(AddressGuard guard, Duration connect, Duration total) {
        this(guard, connect, total, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /// @param tls knows whose certificates are trusted
    Mailer(AddressGuard guard, Duration connect, Duration total, Supplier<SSLSocketFactory> tls) {
        this.guard = guard;
        this.connect = connect;
        this.total = total;
        this.tls = tls;
    }

    /// Sends a mail once. When some addresses are refused for good, the others get it; when one is put off, none does,
    /// so that nobody gets it twice.
    ///
    /// @throws InterruptedException when the caller is to stop; whether it arrived is not known then
    Receipt send(Mail mail) throws InterruptedException {
        long start = System.nanoTime();
        var attempt = new FutureTask<>(() -> deliver(mail, start));
        Thread.ofVirtual().name("mail").start(attempt);
        try {
            return attempt.get(total.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return Receipt.unanswered("no answer in time", since(start));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            attempt.cancel(true); // an interrupted virtual thread closes the socket that it waits for
        }
    }

    private Receipt deliver(Mail mail, long start) throws MessagingException {
        try (var socket = open(mail.server())) {
            var session = Session.getInstance(properties(mail.server(), socket));
            var mime = MimeMail.of(session, mail);
            var transport = new SMTPTransport(session, login(mail.server()));
            try {
                transport.connect(socket);
            } catch (MessagingException e) {
                return failed(e, transport, mail.server(), false, start);
            }
            return hand(transport, mime, mail, start);
        } catch (IOException e) {
            return Receipt.unanswered(GuardedClient.failed(e, 0).why(), since(start));
        }
    }

    /// A connection to an address that the guard answered, with TLS if it begins with that.
    private Socket open(SmtpServer server) throws IOException {
        var socket = connect(server);
        if (server.security() != Security.TLS) {
            return socket;
        }
        try {
            var host = socket.getInetAddress().getHostName();
            var secure = (SSLSocket) tls.get().createSocket(socket, host, server.port(), true);
            var parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket connect(SmtpServer server) throws IOException {
        IOException failed = new IOException();
        for (var address : guard.addresses(server.host())) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, server.port()), (int) connect.toMillis());
                socket.setSoTimeout((int) total.toMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                failed = e;
            }
        }
        throw failed;
    }

    private Properties properties(SmtpServer server, Socket socket) {
        var properties = new Properties();
        var here = socket.getLocalAddress();
        properties.setProperty(
                "mail.smtp.localhost",
                "[" + (here instanceof Inet6Address ? "IPv6:" : "") + here.getHostAddress() + "]");
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        if (server.security() == Security.STARTTLS) {
            properties.setProperty("mail.smtp.starttls.required", "true");
            properties.put("mail.smtp.ssl.socketFactory", tls.get());
        }
        return properties;
    }

    private static URLName login(SmtpServer server) {
        var login = server.login();
        return new URLName(
                "smtp",
                null,
                -1,
                null,
                login.map(SmtpServer.Login::user).orElse(null),
                login.map(SmtpServer.Login::password).orElse(null));
    }

    private static Receipt hand(SMTPTransport transport, MimeMail mime, Mail mail, long start)
            throws MessagingException {
        var to = MimeMail.addresses(mail);
        try {
            transport.sendMessage(mime, to);
            return taken(transport, "", start);
        } catch (SendFailedException e) {
            var refused = refused(e);
            var left = left(to, e);
            boolean othersCanHaveIt = !refused.isEmpty()
                    && left.length > 0
                    && refused.stream().allMatch(one -> one.getReturnCode() >= 500);
            return othersCanHaveIt
                    ? handToOthers(transport, mime, mail, left, refused, start)
                    : failed(e, transport, mail.server(), true, start);
        } catch (MessagingException e) {
            return failed(e, transport, mail.server(), true, start);
        }
    }

    private static Receipt handToOthers(
            SMTPTransport transport,
            MimeMail mime,
            Mail mail,
            Address[] left,
            List<SMTPAddressFailedException> refused,
            long start) {
        try {
            transport.sendMessage(mime, left);
            var without = refused.stream()
                    .map(one -> one.getAddress() + " (" + one.getReturnCode() + ")")
                    .collect(Collectors.joining(", ", "not for ", ": "));
            return taken(transport, without, start);
        } catch (MessagingException e) {
            return failed(e, transport, mail.server(), true, start);
        } catch (IllegalStateException _) {
            return Receipt.unanswered("the connection broke off", since(start)); // after the refusal
        }
    }

    private static Address[] left(Address[] all, SendFailedException e) {
        var invalid = e.getInvalidAddresses() == null ? List.of() : Arrays.asList(e.getInvalidAddresses());
        return Arrays.stream(all).filter(one -> !invalid.contains(one)).toArray(Address[]::new);
    }

    /// What was said of each address that was not taken.
    private static List<SMTPAddressFailedException> refused(SendFailedException e) {
        return Stream.<Exception>iterate(
                        e, one -> one != null, one -> one instanceof MessagingException m ? m.getNextException() : null)
                .filter(SMTPAddressFailedException.class::isInstance)
                .map(SMTPAddressFailedException.class::cast)
                .toList();
    }

    private static Receipt taken(SMTPTransport transport, String before, long start) {
        var head = Receipt.head(before + answer(transport));
        int status = transport.getLastReturnCode();
        try {
            transport.close();
        } catch (MessagingException _) {
            // it was taken; the socket is closed all the same
        }
        return new Receipt(Outcome.TAKEN, status, null, Optional.empty(), head, since(start));
    }

    /// @param heard whether the server was ready to take mails
    private static Receipt failed(
            MessagingException e, SMTPTransport transport, SmtpServer server, boolean heard, long start) {
        if (e.getNextException() instanceof IOException broken) {
            return Receipt.unanswered(GuardedClient.failed(broken, 0).why(), since(start));
        }
        if (e instanceof AuthenticationFailedException) {
            // Its answer may repeat what it was told.
            return new Receipt(
                    Outcome.LATER,
                    Math.max(0, transport.getLastReturnCode()),
                    "it does not take the login",
                    Optional.empty(),
                    "",
                    since(start));
        }
        int status = status(e, transport);
        if (status < 400) {
            return Receipt.unanswered(
                    !heard && server.security() == Security.STARTTLS && status > 0
                            ? "it offers no TLS (STARTTLS)"
                            : "the answer broke off",
                    since(start));
        }
        return new Receipt(
                heard && status >= 500 ? Outcome.NEVER : Outcome.LATER,
                status,
                "it answered with status " + status,
                Optional.empty(),
                Receipt.head(answer(transport)),
                since(start));
    }

    /// One that is passing if there is any: what is refused for good is known at the next attempt, too.
    private static int status(MessagingException e, SMTPTransport transport) {
        var ofAddresses =
                e instanceof SendFailedException failed ? refused(failed) : List.<SMTPAddressFailedException>of();
        return ofAddresses.stream()
                .map(SMTPAddressFailedException::getReturnCode)
                .min(Integer::compare)
                .orElse(transport.getLastReturnCode());
    }

    private static String answer(SMTPTransport transport) {
        @Nullable String answer = transport.getLastServerResponse();
        return answer == null ? "" : answer;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}

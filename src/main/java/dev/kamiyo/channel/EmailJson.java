package dev.kamiyo.channel;

import dev.kamiyo.channel.InvalidChannelException.Fault;
import dev.kamiyo.net.SmtpServer;
import dev.kamiyo.net.SmtpServer.Login;
import dev.kamiyo.net.SmtpServer.Security;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a channel that sends mails.
final class EmailJson {
    private static final int MOST = 50;
    private static final int LAST_PORT = 65_535;
    private static final int LONGEST = 254;

    /// What needs no quotes, so that an address is one word wherever it stands.
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+(\\.[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?(\\.[0-9A-Za-z]([0-9A-Za-z-]*[0-9A-Za-z])?)*");

    private EmailJson() {}

    static Channel.Email read(JsonNode json) throws InvalidChannelException {
        var url = url(json);
        boolean plain = plain(json, url);
        return new Channel.Email(url, plain, login(json, plain), address(json.path("from"), "from"), to(json));
    }

    static void write(Channel.Email email, ObjectNode json) {
        if (email.plain()) {
            json.put("tls", "none");
        }
        email.login().ifPresent(login -> json.put("user", login.user()).put("password", login.password()));
        json.put("from", email.from());
        email.to().forEach(json.putArray("to")::add);
    }

    /// The server that takes a channel's mails.
    static SmtpServer server(Channel.Email email) {
        var security = email.url().getScheme().equals("smtps")
                ? Security.TLS
                : email.plain() ? Security.NONE : Security.STARTTLS;
        int usual =
                switch (security) {
                    case NONE -> 25;
                    case STARTTLS -> 587;
                    case TLS -> 465;
                };
        int port = email.url().getPort();
        return new SmtpServer(email.url().getHost(), port == -1 ? usual : port, security, email.login());
    }

    private static URI url(JsonNode json) throws InvalidChannelException {
        try {
            var url = new URI(ChannelJson.text(json, "url"));
            boolean known = "smtp".equals(url.getScheme()) || "smtps".equals(url.getScheme());
            if (known
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getPath().isEmpty()
                    && url.getQuery() == null
                    && url.getFragment() == null
                    && url.getPort() <= LAST_PORT) {
                return url;
            }
        } catch (URISyntaxException _) {
            // told below
        }
        throw new InvalidChannelException("url", new Fault.Wrong("smtp://host:587 or smtps://host:465"));
    }

    private static boolean plain(JsonNode json, URI url) throws InvalidChannelException {
        var tls = json.has("tls") ? ChannelJson.text(json, "tls") : "required";
        return switch (tls) {
            case "required" -> false;
            case "none" -> {
                if (url.getScheme().equals("smtps")) {
                    throw new InvalidChannelException("tls", new Fault.Wrong("required where the URL is of smtps"));
                }
                yield true;
            }
            default -> throw new InvalidChannelException("tls", new Fault.Other(tls, List.of("required", "none")));
        };
    }

    private static Optional<Login> login(JsonNode json, boolean plain) throws InvalidChannelException {
        if (!json.has("user") && !json.has("password")) {
            return Optional.empty();
        }
        var login = new Login(ChannelJson.text(json, "user"), ChannelJson.text(json, "password"));
        if (plain) {
            throw new InvalidChannelException("tls", new Fault.Wrong("required where there is a password"));
        }
        return Optional.of(login);
    }

    private static List<String> to(JsonNode json) throws InvalidChannelException {
        var list = json.path("to");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
            throw new InvalidChannelException("to", new Fault.Wrong("a list of 1 to " + MOST + " addresses"));
        }
        var to = new ArrayList<String>();
        for (var one : list) {
            var address = address(one, "to");
            if (!to.contains(address)) {
                to.add(address);
            }
        }
        return to;
    }

    private static String address(JsonNode json, String member) throws InvalidChannelException {
        var address = json.asString("").strip();
        if (address.length() > LONGEST
                || address.indexOf('@') > 64
                || !ADDRESS.matcher(address).matches()) {
            throw new InvalidChannelException(
                    member,
                    new Fault.Wrong(
                            (member.equals("to") ? "a list of addresses" : "an address") + ", name@domain in ASCII"));
        }
        return address;
    }
}

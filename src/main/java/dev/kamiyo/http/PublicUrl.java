package dev.kamiyo.http;

import dev.kamiyo.access.Proxies;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The URL by which a caller reaches the service: what is read away from it needs whole addresses.
///
/// The caller names the host; a trusted proxy may name the one that it was asked for, and whether that was by TLS. Of
/// several the last counts: what stands before it a client may have made up.
final class PublicUrl {
    private static final Pattern HOST = Pattern.compile("(?i)(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");
    private static final Pattern PROTO = Pattern.compile("(?i)(?:^|;)\\s*proto\\s*=\\s*\"?(\\w+)");
    private static final Pattern NAMED = Pattern.compile("(?i)(?:^|;)\\s*host\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]*))");

    private PublicUrl() {}

    /// @return without a path, such as `https://example.org`; empty for a verb of this machine and for what is no host
    static String of(Request request, Proxies proxies) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
            return "";
        }
        var scheme = request.getHttpURI().getScheme();
        var host = request.getHttpURI().getAuthority();
        if (proxies.trusts(peer.getAddress())) {
            var forwarded = last(request, HttpHeader.FORWARDED).orElse("");
            scheme = last(request, HttpHeader.X_FORWARDED_PROTO)
                    .or(() -> found(PROTO, forwarded))
                    .orElse(scheme);
            host = last(request, HttpHeader.X_FORWARDED_HOST)
                    .or(() -> found(NAMED, forwarded))
                    .orElse(host);
        }
        return isHost(host) ? ("https".equalsIgnoreCase(scheme) ? "https://" : "http://") + host : "";
    }

    private static boolean isHost(@Nullable String text) {
        return text != null && HOST.matcher(text).matches();
    }

    private static Optional<String> last(Request request, HttpHeader header) {
        var all = HeaderLines.joined(request.getHeaders(), header);
        return all == null
                ? Optional.empty()
                : Optional.of(all.substring(all.lastIndexOf(',') + 1).strip());
    }

    private static Optional<String> found(Pattern pattern, String element) {
        var match = pattern.matcher(element);
        if (!match.find()) {
            return Optional.empty();
        }
        return Optional.ofNullable(match.group(1)).or(() -> Optional.ofNullable(match.group(match.groupCount())));
    }
}

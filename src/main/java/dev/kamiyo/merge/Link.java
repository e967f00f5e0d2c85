package dev.kamiyo.merge;

import dev.kamiyo.exploit.Chains;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a reference points to.
///
/// @param transaction the transaction that an explorer's page shows, as chain and hash
/// @param specific the URL in one spelling, when it points to something of its own: not to the start page of a
///     site, a profile, a list, or an explorer's page
record Link(Optional<String> transaction, Optional<String> specific) {
    private static final Chains CHAINS = Chains.load();
    private static final Pattern TRANSACTION = Pattern.compile("(?:^|/)(?:tx|transaction)/([0-9A-Za-z]{43,90})/?$");
    private static final Pattern TRACKING = Pattern.compile("(?:^|&)(?:utm_[a-z]+|s|t|ref|fbclid)=[^&]*");
    private static final Link NOTHING = new Link(Optional.empty(), Optional.empty());

    /// The shortest path of one part that is more than a section of a site.
    private static final int SECTION = 12;

    static Link of(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException _) {
            return NOTHING;
        }
        var host = host(uri);
        var path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        var chain = CHAINS.byExplorer(host);
        if (chain.isPresent()) {
            var found = TRANSACTION.matcher(path);
            return found.find()
                    ? new Link(
                            CHAINS.hash(chain.get(), found.group(1)).map(hash -> chain.get() + ":" + hash),
                            Optional.empty())
                    : NOTHING;
        }
        var query = uri.getRawQuery() == null
                ? ""
                : TRACKING.matcher(uri.getRawQuery()).replaceAll("").replaceFirst("^&", "");
        boolean specific = path.indexOf('/', 1) > 0 || path.length() >= SECTION || query.length() > 3;
        return specific
                ? new Link(Optional.empty(), Optional.of(host + path + (query.isEmpty() ? "" : "?" + query)))
                : NOTHING;
    }

    private static String host(URI uri) {
        var host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        var plain = host.startsWith("www.") ? host.substring(4) : host;
        return switch (plain) {
            case "twitter.com", "mobile.twitter.com", "fxtwitter.com", "vxtwitter.com" -> "x.com";
            default -> plain;
        };
    }
}

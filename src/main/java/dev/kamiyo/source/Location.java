package dev.kamiyo.source;

import java.net.URI;

/// Where a feed is read, as it may be shown: a URL without credentials and query, which may be secrets.
final class Location {
    private Location() {}

    static String shown(String location) {
        if (!location.contains("://")) {
            return location;
        }
        try {
            var uri = URI.create(location);
            var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return uri.getScheme() + "://" + uri.getHost() + port + uri.getPath();
        } catch (IllegalArgumentException _) {
            return location.substring(0, location.indexOf("://")) + "://…";
        }
    }
}

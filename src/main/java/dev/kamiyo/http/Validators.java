package dev.kamiyo.http;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a caller says that it has and takes.
final class Validators {
    private static final Pattern REFUSED = Pattern.compile(".*gzip;q=0(\\.0*)?(,.*)?");

    private Validators() {}

    /// Whether an If-None-Match header has the tag of an answer: the caller's own copy still holds.
    static boolean match(@Nullable String header, @Nullable String tag) {
        if (header == null || tag == null) {
            return false;
        }
        var opaque = tag.startsWith("W/") ? tag.substring(2) : tag;
        return header.strip().equals("*") || header.contains(opaque);
    }

    /// Whether an Accept-Encoding header takes gzip.
    static boolean zips(@Nullable String header) {
        if (header == null) {
            return false;
        }
        var plain = header.toLowerCase(Locale.ROOT).replace(" ", "");
        return plain.contains("gzip") && !REFUSED.matcher(plain).matches();
    }
}

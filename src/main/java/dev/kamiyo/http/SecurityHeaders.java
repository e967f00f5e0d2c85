package dev.kamiyo.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/// What every answer tells a browser. An answer that is a page says itself what it may load.
final class SecurityHeaders {
    private static final String POLICY = "Content-Security-Policy";
    private static final HttpField NOTHING =
            new PreEncodedHttpField(POLICY, "default-src 'none'; frame-ancestors 'none'");
    private static final HttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_FRAME = new PreEncodedHttpField("X-Frame-Options", "DENY");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");

    private SecurityHeaders() {}

    static void add(HttpFields.Mutable headers) {
        headers.put(NO_SNIFF).put(NO_FRAME).put(NO_REFERRER);
        if (!headers.contains(POLICY)) {
            headers.put(NOTHING);
        }
    }
}

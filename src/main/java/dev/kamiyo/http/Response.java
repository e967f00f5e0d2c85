package dev.kamiyo.http;

import dev.kamiyo.db.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is answered. Immutable.
///
/// @param status the HTTP status
/// @param headers by name, in order
/// @param body the bytes, or what writes them
record Response(int status, Map<String, String> headers, Body body) {
    /// What follows the headers.
    sealed interface Body {
        /// All bytes at once.
        record Whole(byte[] bytes) implements Body {}

        /// Bytes as they come; each flush of the stream sends what is there.
        record Streamed(StreamWriter writer) implements Body {}
    }

    /// Writes a streamed body.
    @FunctionalInterface
    interface StreamWriter {
        void write(OutputStream out) throws IOException;
    }

    static Response of(int status, String type, String body) {
        return new Response(
                status, Map.of("Content-Type", type), new Body.Whole(body.getBytes(StandardCharsets.UTF_8)));
    }

    static Response json(String body) {
        return of(200, "application/json", body);
    }

    static Response stream(String type, StreamWriter writer) {
        return new Response(200, Map.of("Content-Type", type), new Body.Streamed(writer));
    }

    /// Says where the answer was read, unless that was a healthy primary.
    Response readFrom(Origin origin) {
        if (origin.healthy()) {
            return this;
        }
        var told = with("Kamiyo-Read-From", origin.from());
        return origin.staleSince()
                .map(since -> told.with("Kamiyo-Stale-Since", since.toString()))
                .orElse(told);
    }

    Response with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}

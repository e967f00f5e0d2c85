package dev.kamiyo.http;

import dev.kamiyo.access.IdempotencyStore.Answer;
import dev.kamiyo.db.Origin;
import dev.kamiyo.files.Sha256;
import dev.kamiyo.search.AsOf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// What is answered. Immutable.
///
/// @param status the HTTP status
/// @param headers by name, in order
/// @param body the bytes, or what writes them
record Response(int status, Map<String, String> headers, Body body) {
    /// What follows the headers.
    sealed interface Body {
        /// Whether a caller who can unzip it is better off.
        boolean isWorthZipping();

        /// All bytes at once. Zipped when it is first asked for, so that an answer that is kept is zipped once. Safe
        /// for use by many threads.
        final class Whole implements Body {
            private static final int WORTH = 1_000;

            private final byte[] bytes;
            private volatile byte @Nullable [] zipped;

            Whole(byte[] bytes) {
                this.bytes = bytes;
            }

            byte[] bytes() {
                return bytes;
            }

            @Override
            public boolean isWorthZipping() {
                return bytes.length > WORTH;
            }

            byte[] zipped() {
                var known = zipped;
                if (known != null) {
                    return known;
                }
                var target = new ByteArrayOutputStream(bytes.length / 4);
                try (var zip = new GZIPOutputStream(target)) {
                    zip.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                known = target.toByteArray();
                zipped = known;
                return known;
            }
        }

        /// Bytes as they come; each flush of the stream sends what is there.
        ///
        /// @param isWorthZipping whether there may be many of them
        record Streamed(StreamWriter writer, boolean isWorthZipping) implements Body {}

        /// Bytes as they come, until the caller goes away, which is no failure.
        ///
        /// @param end runs once the answer has ended, also when nothing of it was written
        record Live(StreamWriter writer, Runnable end) implements Body {
            @Override
            public boolean isWorthZipping() {
                return false;
            }
        }
    }

    /// Writes a streamed body.
    @FunctionalInterface
    interface StreamWriter {
        void write(OutputStream out) throws IOException;
    }

    static Response of(int status, String type, String body) {
        return of(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static Response of(int status, String type, byte[] body) {
        return new Response(status, Map.of("Content-Type", type), new Body.Whole(body));
    }

    static Response of(Answer answer) {
        return of(answer.status(), "application/json", answer.body());
    }

    static Response json(String body) {
        return of(200, "application/json", body);
    }

    /// What is told step by step.
    static Response stream(String type, StreamWriter writer) {
        return new Response(200, Map.of("Content-Type", type), new Body.Streamed(writer, false));
    }

    /// What is too large to be made whole.
    static Response large(String type, StreamWriter writer) {
        return new Response(200, Map.of("Content-Type", type), new Body.Streamed(writer, true));
    }

    static Response live(String type, StreamWriter writer, Runnable end) {
        return new Response(200, Map.of("Content-Type", type), new Body.Live(writer, end));
    }

    /// The same for callers that keep answers: they ask whether theirs still holds before they use it. Only for a
    /// whole body.
    Response validated() {
        return switch (body) {
            case Body.Whole whole ->
                with("ETag", "W/\"" + Sha256.hex(whole.bytes()).substring(0, 24) + "\"")
                        .with("Cache-Control", "no-cache")
                        .with("Vary", "Accept, Accept-Encoding, Authorization");
            case Body.Streamed _, Body.Live _ ->
                throw new IllegalArgumentException("a stream is not known before its end");
        };
    }

    /// Says where the answer was read, unless that was a healthy primary.
    Response readFrom(Origin origin) {
        var told = this;
        for (var header : headers(origin).entrySet()) {
            told = told.with(header.getKey(), header.getValue());
        }
        return told;
    }

    /// What tells where an answer was read; nothing for a healthy primary.
    static Map<String, String> headers(Origin origin) {
        if (origin.healthy()) {
            return Map.of();
        }
        return origin.staleSince()
                .map(since -> Map.of("Kamiyo-Read-From", origin.from(), "Kamiyo-Stale-Since", since.toString()))
                .orElseGet(() -> Map.of("Kamiyo-Read-From", origin.from()));
    }

    /// Says as of which write the answer is.
    Response asOf(AsOf asOf) {
        return with("Kamiyo-As-Of", Views.text(asOf));
    }

    /// Adds a link, behind those that there are.
    Response linked(String path, String relation) {
        var link = "<" + path + ">; rel=\"" + relation + "\"";
        var before = headers.get("Link");
        return with("Link", before == null ? link : before + ", " + link);
    }

    Response with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body);
    }
}

package dev.kamiyo.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What the server itself refuses (a request that is no HTTP, a header that is too large) as a problem, too.
final class ProblemPages extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request,
            org.eclipse.jetty.server.Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        SecurityHeaders.add(response.getHeaders());
        response.write(true, body(code), callback);
    }

    private static ByteBuffer body(int status) {
        var problem =
                switch (status) {
                    case HttpStatus.URI_TOO_LONG_414 ->
                        Problem.of(414, "url-too-long", "The URL is too long", "at most about 8,000 bytes are taken");
                    case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                        Problem.of(
                                431,
                                "headers-too-large",
                                "The headers are too large",
                                "at most " + Limits.HEADERS + " bytes are taken, with the URL");
                    default ->
                        Problem.of(status, "bad-request", "The request is not valid", HttpStatus.getMessage(status));
                };
        return switch (problem.response().body()) {
            case Response.Body.Whole whole -> ByteBuffer.wrap(whole.bytes());
            case Response.Body.Streamed _, Response.Body.Live _ ->
                throw new IllegalStateException("a problem is whole");
        };
    }
}

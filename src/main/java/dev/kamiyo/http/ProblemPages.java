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
        response.write(true, body(code), callback);
    }

    private static ByteBuffer body(int status) {
        var problem = Problem.of(status, "bad-request", "The request is not valid", HttpStatus.getMessage(status));
        return switch (problem.response().body()) {
            case Response.Body.Whole whole -> ByteBuffer.wrap(whole.bytes());
            case Response.Body.Streamed _ -> throw new IllegalStateException("a problem is whole");
        };
    }
}

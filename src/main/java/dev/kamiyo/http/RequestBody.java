package dev.kamiyo.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads bodies within their limits of size and time.
final class RequestBody {
    private static final int AT_ONCE = 16 << 10;

    private RequestBody() {}

    /// The whole body; empty when there is none.
    ///
    /// @param longest how long it may take to arrive
    /// @throws ProblemException when it is coded, too large, too slow, or breaks off
    @SuppressWarnings("resource") // closing the stream would fail what Linger reads after it
    static byte[] read(Request request, Duration longest) {
        var coding = HeaderLines.joined(request.getHeaders(), HttpHeader.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw coded();
        }
        if (request.getLength() > Limits.BODY) {
            throw tooLarge();
        }
        var in = Content.Source.asInputStream(request);
        var body = new ByteArrayOutputStream();
        var part = new byte[AT_ONCE];
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                body.write(part, 0, n);
                if (body.size() > Limits.BODY) {
                    throw tooLarge();
                }
                if (System.nanoTime() > end) {
                    throw tooSlow();
                }
            }
        } catch (IOException e) {
            if (e instanceof HttpException) {
                throw new ProblemException(Problem.of(
                        400, "bad-request", "The request is not valid", "its body broke off or is not HTTP"));
            }
            throw tooSlow();
        }
        return body.toByteArray();
    }

    private static ProblemException coded() {
        return new ProblemException(new Problem(
                415,
                "body-coded",
                "The body is coded",
                "a body is taken as it is, without a Content-Encoding",
                "Content-Encoding",
                List.of("identity"),
                Map.of("Accept-Encoding", "identity")));
    }

    private static ProblemException tooLarge() {
        return new ProblemException(Problem.of(
                413, "body-too-large", "The body is too large", "at most " + Limits.BODY + " bytes are taken"));
    }

    private static ProblemException tooSlow() {
        return new ProblemException(
                Problem.of(408, "request-timeout", "The request took too long", "the body did not arrive in time"));
    }
}

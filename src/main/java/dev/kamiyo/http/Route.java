package dev.kamiyo.http;

import java.util.List;

/// One line of the route table.
///
/// @param method GET (which answers HEAD too) or POST
/// @param template the path, with {parts}
/// @param parameters the query parameters that are known
/// @param access who may call it
/// @param handler answers it
record Route(Method method, String template, List<String> parameters, Access access, Handler handler) {
    /// The methods in use.
    enum Method {
        GET,
        POST
    }

    /// Who may call a route.
    enum Access {
        /// Everybody, always; for what tells whether and how the service is, and for what is no data.
        OPEN,
        /// Everybody; holders of any key once reading needs one.
        READ,
        /// Holders of a key that may write.
        WRITE,
        /// Holders of an admin key.
        ADMIN,
        /// Verbs on this machine, through the socket in the data folder; to anybody else the route does not exist.
        LOCAL
    }

    /// Answers a request.
    @FunctionalInterface
    interface Handler {
        /// @throws ProblemException for what the caller must mend
        Response handle(Request request);
    }

    static Route get(String template, Handler handler, String... parameters) {
        return new Route(Method.GET, template, List.of(parameters), Access.READ, handler);
    }

    static Route get(String template, Access access, Handler handler, String... parameters) {
        return new Route(Method.GET, template, List.of(parameters), access, handler);
    }

    static Route post(String template, Access access, Handler handler) {
        return new Route(Method.POST, template, List.of(), access, handler);
    }
}

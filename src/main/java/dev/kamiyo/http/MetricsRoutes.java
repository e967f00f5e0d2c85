package dev.kamiyo.http;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The metrics, in Prometheus' text format.
final class MetricsRoutes {
    private final PrometheusRegistry registry;
    private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

    MetricsRoutes(PrometheusRegistry registry) {
        this.registry = registry;
    }

    List<Route> routes() {
        return List.of(Route.get("/metrics", Route.Access.OPEN, _ -> metrics()));
    }

    private Response metrics() {
        var out = new ByteArrayOutputStream();
        try {
            format.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Response.of(200, PrometheusTextFormatWriter.CONTENT_TYPE, out.toString(StandardCharsets.UTF_8));
    }
}

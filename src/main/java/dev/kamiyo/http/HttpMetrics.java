package dev.kamiyo.http;

import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.guardian.Guardian;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/// What the service counts about its requests, its data and its primary. Safe for use by many threads.
final class HttpMetrics {
    private final Counter requests;
    private final Histogram seconds;

    HttpMetrics(PrometheusRegistry registry, Database database, ExploitStore exploits, Guardian guardian) {
        requests = Counter.builder()
                .name("kamiyo_http_requests_total")
                .help("Requests that were answered, by route, method and status.")
                .labelNames("route", "method", "status")
                .register(registry);
        seconds = Histogram.builder()
                .name("kamiyo_http_request_duration_seconds")
                .help("Time from a request's headers to its answer, by route.")
                .labelNames("route")
                .classicOnly()
                .register(registry);
        GaugeWithCallback.builder()
                .name("kamiyo_exploits")
                .help("Exploits in the data.")
                .callback(gauge -> {
                    try {
                        gauge.call(database.read(exploits::count));
                    } catch (DbFaultException _) {
                        // no sample: the gauge below says why
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("kamiyo_primary_usable")
                .help("1 while the primary can be read and written, else 0.")
                .callback(gauge -> gauge.call(guardian.fault().isEmpty() ? 1 : 0))
                .register(registry);
    }

    void answered(String route, String method, int status, Duration took) {
        requests.labelValues(route, method, String.valueOf(status)).inc();
        seconds.labelValues(route).observe(took.toNanos() / 1e9);
    }
}

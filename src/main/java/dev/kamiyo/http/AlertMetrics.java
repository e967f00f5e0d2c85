package dev.kamiyo.http;

import dev.kamiyo.alert.Alerts;
import dev.kamiyo.alert.Alerts.Standing;
import dev.kamiyo.db.DbFaultException;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/// What is counted about alerts. Safe for use by many threads.
final class AlertMetrics {
    private AlertMetrics() {}

    static void register(PrometheusRegistry registry, Alerts alerts, Clock clock) {
        gauge(registry, alerts, "kamiyo_alerts_waiting", "Alerts that are to be delivered.", Standing::waiting);
        gauge(registry, alerts, "kamiyo_alerts_dead", "Alerts that were given up and not sent again.", Standing::dead);
        gauge(
                registry,
                alerts,
                "kamiyo_alert_oldest_seconds",
                "For how long the alert has waited that has waited longest; 0 when none does.",
                standing -> standing.oldest()
                        .map(since -> Duration.between(since, clock.instant()).toMillis() / 1e3)
                        .orElse(0.0));
        CounterWithCallback.builder()
                .name("kamiyo_alert_attempts_total")
                .help("Attempts to deliver an alert, by outcome.")
                .labelNames("outcome")
                .callback(counter -> {
                    try {
                        var standing = alerts.standing();
                        counter.call((double) standing.arrived(), "arrived");
                        counter.call((double) standing.failed(), "failed");
                    } catch (DbFaultException _) {
                        // no sample: the data cannot be used now
                    }
                })
                .register(registry);
    }

    private static void gauge(
            PrometheusRegistry registry, Alerts alerts, String name, String help, ToDoubleFunction<Standing> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> {
                    try {
                        gauge.call(value.applyAsDouble(alerts.standing()));
                    } catch (DbFaultException _) {
                        // no sample: the data cannot be used now
                    }
                })
                .register(registry);
    }
}

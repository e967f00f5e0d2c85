package dev.kamiyo.http;

import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.files.DiskSpace;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.Warning;
import dev.kamiyo.guardian.Warnings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// What the service counts about its requests, its data and its copies. Safe for use by many threads.
final class HttpMetrics {
    private final Counter requests;
    private final Histogram seconds;

    HttpMetrics(
            PrometheusRegistry registry,
            Database database,
            ExploitStore exploits,
            Guardian guardian,
            Warnings warnings,
            BackupStore backups) {
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
        GaugeWithCallback.builder()
                .name("kamiyo_copy_in_service")
                .help("1 while the copy holds every acknowledged write and answers, else 0.")
                .labelNames("copy")
                .callback(gauge -> database.copies()
                        .forEach(copy ->
                                gauge.call(copy.inService() ? 1 : 0, copy.role().label())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("kamiyo_disk_free_ratio")
                .help("Part of the folder's disk that is free, 0 to 1.")
                .labelNames("folder")
                .callback(gauge -> {
                    free(gauge, "data", database.folders().data());
                    free(gauge, "run", database.folders().run());
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("kamiyo_backup_newest_timestamp_seconds")
                .help("When the newest verified backup was made; 0 when there is none.")
                .callback(gauge -> {
                    try {
                        gauge.call(backups.own(database.head().store()).stream()
                                .findFirst()
                                .map(newest -> newest.madeAt().getEpochSecond())
                                .orElse(0L));
                    } catch (IOException _) {
                        // no sample: a folder that cannot be read has no newest backup to tell of
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("kamiyo_warnings")
                .help("How many warnings of a kind hold now.")
                .labelNames("kind")
                .callback(gauge -> {
                    var now = warnings.now();
                    for (var kind : Warning.kinds()) {
                        gauge.call(
                                (double) now.stream()
                                        .filter(one -> one.warning().kind().equals(kind))
                                        .count(),
                                kind);
                    }
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("kamiyo_incident_open")
                .help("1 while an incident is open, else 0.")
                .callback(gauge -> gauge.call(guardian.incident().isPresent() ? 1 : 0))
                .register(registry);
        CounterWithCallback.builder()
                .name("kamiyo_incidents_total")
                .help("Incidents that were opened.")
                .callback(counter -> counter.call((double) guardian.tally().opened()))
                .register(registry);
        CounterWithCallback.builder()
                .name("kamiyo_incident_seconds_total")
                .help("How long closed incidents lasted until both copies were in service again, all together.")
                .callback(counter -> counter.call(guardian.tally().lasted().toMillis() / 1e3))
                .register(registry);
        CounterWithCallback.builder()
                .name("kamiyo_queries_stopped_total")
                .help("Queries that were stopped because they ran longer than a minute.")
                .callback(counter -> counter.call((double) database.queriesStopped()))
                .register(registry);
    }

    private static void free(GaugeWithCallback.Callback gauge, String label, Path folder) {
        try {
            gauge.call(1 - DiskSpace.used(folder), label);
        } catch (IOException _) {
            // no sample: the disk is not there
        }
    }

    void answered(String route, String method, int status, Duration took) {
        requests.labelValues(route, method, String.valueOf(status)).inc();
        seconds.labelValues(route).observe(took.toNanos() / 1e9);
    }
}

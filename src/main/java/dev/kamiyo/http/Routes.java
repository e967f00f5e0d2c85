package dev.kamiyo.http;

import dev.kamiyo.access.Keyring;
import dev.kamiyo.alert.Alerts;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.drill.Drills;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.Warnings;
import dev.kamiyo.merge.AdoptedEdits;
import dev.kamiyo.merge.CorrectionStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.search.ForwardIndexStore;
import dev.kamiyo.search.Past;
import dev.kamiyo.source.Feeds;
import dev.kamiyo.stream.ChangeLog;
import dev.kamiyo.web.Assets;
import dev.kamiyo.web.Pages;
import dev.kamiyo.web.StatusPage;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// The route table: every path that the service answers, as data.
///
/// @param all the routes
/// @param keys tells whose key a request carries
/// @param metrics counts the answers
/// @param changes what streams are fed from
/// @param refusals tells of problems
public record Routes(List<Route> all, Keyring keys, HttpMetrics metrics, ChangeLog changes, Refusals refusals) {
    /// What the routes answer from.
    ///
    /// @param index what filters are answered from
    /// @param streamClients how many may follow the stream at once
    public record Parts(
            Database database,
            ExploitStore exploits,
            MergeStore merges,
            ForwardIndexStore index,
            ExploitJson parser,
            Keyring keys,
            Guardian guardian,
            Warnings warnings,
            Feeds feeds,
            BackupStore backups,
            Restore restore,
            Alerts alerts,
            Drills drills,
            Clock clock,
            int streamClients) {}

    /// The table of this program.
    public static Routes of(Parts parts) {
        var registry = new PrometheusRegistry();
        var metrics = new HttpMetrics(
                registry, parts.database(), parts.exploits(), parts.guardian(), parts.warnings(), parts.backups());
        AlertMetrics.register(registry, parts.alerts(), parts.clock());
        var assets = Assets.load();
        var sources = new StatusPage.Sources(
                parts.database(), parts.guardian(), parts.warnings(), parts.feeds(), parts.backups(), parts.restore());
        var index = parts.index();
        var corrections = new CorrectionStore(parts.exploits(), parts.merges());
        var pages = new Pages(sources, parts.exploits(), parts.merges(), index, parts.clock(), assets);
        var changes = new ChangeLog(parts.database());
        var streams = new StreamRoutes(parts.database()::head, changes, parts.keys(), parts.streamClients());
        streams.register(registry);
        var pageRoutes = new PageRoutes(parts.database(), parts.exploits(), pages, assets).routes();
        var modified = new LastModified(parts.clock());
        var past = new Past(parts.database());
        var all = Stream.of(
                        pageRoutes,
                        new HealthRoutes(parts.database(), parts.guardian(), parts.restore()).routes(),
                        new IncidentRoutes(parts.guardian()).routes(),
                        new ExploitRoutes(
                                        parts.database(),
                                        parts.exploits(),
                                        parts.merges(),
                                        parts.parser(),
                                        index,
                                        past,
                                        modified)
                                .routes(),
                        new HistoryRoutes(parts.database(), parts.exploits()).routes(),
                        new ChangeRoutes(parts.database()).routes(),
                        streams.routes(),
                        new LookupRoutes(parts.database()).routes(),
                        new TallyRoutes(parts.database(), index, past, modified).routes(),
                        new ClaimRoutes(parts.database(), parts.exploits(), parts.merges(), parts.parser()).routes(),
                        new ReviewRoutes(parts.database(), parts.exploits(), parts.merges()).routes(),
                        new CorrectionRoutes(parts.database(), corrections, parts.parser()).routes(),
                        new KeyRoutes(parts.database(), parts.keys(), parts.clock()).routes(),
                        new AlertRoutes(parts.database(), parts.alerts()).routes(),
                        new DeliveryRoutes(parts.database(), parts.alerts().deliveries()).routes(),
                        new MetricsRoutes(registry).routes(),
                        new ImportRoutes(parts.feeds()).routes(),
                        new SourceRoutes(parts.database(), parts.feeds()).routes(),
                        new BackupRoutes(parts.backups(), parts.database()).routes(),
                        new RestoreRoutes(parts.restore(), parts.backups(), parts.database()).routes(),
                        new DrillRoutes(parts.drills(), parts.database()).routes(),
                        new JournalRoutes(parts.database()).routes(),
                        new EditRoutes(
                                        parts.database(),
                                        new AdoptedEdits(parts.exploits(), corrections, parts.parser()))
                                .routes(),
                        new StatusRoutes(parts.database(), parts.backups(), parts.restore(), parts.warnings()).routes())
                .flatMap(List::stream)
                .toList();
        var described = new DescriptionRoutes(all, pages).routes();
        return new Routes(
                Stream.concat(all.stream(), described.stream()).toList(),
                parts.keys(),
                metrics,
                changes,
                new Refusals(pages, Stream.concat(pageRoutes.stream(), described.stream())));
    }

    /// Method and template of each route, for the documents.
    public List<String> names() {
        return all.stream()
                .map(route -> route.method() + " " + route.template())
                .toList();
    }
}

package dev.kamiyo.cli;

import dev.kamiyo.access.Keyring;
import dev.kamiyo.alert.Alerts;
import dev.kamiyo.backup.BackupFailedException;
import dev.kamiyo.backup.BackupSchedule;
import dev.kamiyo.backup.BackupStore;
import dev.kamiyo.backup.Restore;
import dev.kamiyo.db.Database;
import dev.kamiyo.db.DbFaultException;
import dev.kamiyo.db.SchemaTooNewException;
import dev.kamiyo.db.StartRefusedException;
import dev.kamiyo.drill.Drills;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.files.FileTrouble;
import dev.kamiyo.files.FolderLock;
import dev.kamiyo.guardian.Guardian;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.guardian.WarningListener;
import dev.kamiyo.guardian.Warnings;
import dev.kamiyo.http.HttpServer;
import dev.kamiyo.http.HttpServer.Listen;
import dev.kamiyo.http.Routes;
import dev.kamiyo.merge.Indexing;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.search.ForwardIndexStore;
import dev.kamiyo.source.BlockSec;
import dev.kamiyo.source.Catalogue;
import dev.kamiyo.source.DeFiRekt;
import dev.kamiyo.source.DefiLlama;
import dev.kamiyo.source.Feed;
import dev.kamiyo.source.FeedSchedule;
import dev.kamiyo.source.Feeds;
import dev.kamiyo.source.Fetcher;
import dev.kamiyo.source.Ingestor;
import dev.kamiyo.source.OwnFile;
import dev.kamiyo.source.RektNews;
import dev.kamiyo.source.SlowMist;
import dev.kamiyo.source.Source;
import dev.kamiyo.source.Vocabularies;
import dev.kamiyo.source.Web3IsGoingGreat;
import dev.kamiyo.source.defihacklabs.DeFiHackLabs;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole service, wired: lock, data, starter catalogue, routes, server. One per data folder.
///
/// A verb that finds no running service runs one of these for as long as it works, without TCP.
final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("serve");

    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    private final Clock clock = Clock.systemUTC();
    private final LogLines logLines = new LogLines();
    private final Database database;
    private final BackupStore backups;
    private final ExploitStore exploits = new ExploitStore();
    private final MergeStore merges = new MergeStore(exploits);
    private final ForwardIndexStore index = new ForwardIndexStore();
    private final Keyring keys;
    private final Feeds feeds;
    private final HttpServer server;
    private final Warnings warnings;
    private final Alerts alerts;
    private volatile @Nullable BackupSchedule schedule;
    private volatile boolean backupIsDue;

    private Service(DataSettings settings, FolderLock lock, @Nullable Listen listen, IncidentListener listener)
            throws IOException {
        open.push(lock);
        open.push(logLines);
        try {
            var words = Vocabularies.load();
            var chosen = FeedSettings.fromEnvironment(sources(words, clock));
            int clients = StreamSettings.clients(System.getenv("KAMIYO_STREAM_CLIENTS"));
            backups = settings.backups(clock);
            database = opened(Database.open(settings.folders(), clock, backups, new Findings(this::askForBackup)));
            migrate();
            keys = opened(new Keyring(database, clock));
            opened(new Indexing(database, merges));
            var ingestor = new Ingestor(database, merges, new Fetcher(Limits.FEED, "kamiyo/" + Version.current()));
            loadCatalogue(words, ingestor);
            var guardian = opened(new Guardian(database, clock, logLines::last, listener));
            feeds = new Feeds(database, ingestor, clock, chosen);
            warnings = opened(Warnings.of(database, backups, new FeedWarnings(feeds), clock));
            alerts = opened(new Alerts(
                    database,
                    AlertSettings.key(settings.data()),
                    AlertSettings.hosts(),
                    clock,
                    "kamiyo/" + Version.current()));
            var routes = Routes.of(new Routes.Parts(
                    database,
                    exploits,
                    merges,
                    index,
                    new ExploitJson(words.chains(), words.techniques(), words.targets(), clock),
                    keys,
                    guardian,
                    warnings,
                    feeds,
                    backups,
                    new Restore(backups, database),
                    alerts,
                    opened(new Drills(database, clock)),
                    clock,
                    clients));
            server = opened(HttpServer.start(routes, LocalSocket.in(settings.data()), listen));
        } catch (IOException | RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    /// A new schema is a write like any other; the backup before it is what an older program can go back to.
    private void migrate() {
        try {
            if (database.needsMigration()) {
                backups.make(database);
                database.migrate();
            }
        } catch (BackupFailedException e) {
            throw new FailedException("the schema stays as it is: " + e.getMessage());
        } catch (DbFaultException e) {
            throw new FailedException("the schema stays as it is: " + e.fault().words());
        }
    }

    private void askForBackup() {
        var asked = schedule;
        if (asked == null) {
            backupIsDue = true;
        } else {
            asked.ask();
        }
    }

    /// A file that cannot be used now gets it at the next start; the probe tells of the fault.
    private void loadCatalogue(Vocabularies words, Ingestor ingestor) {
        try {
            new Catalogue(words).loadInto(database, ingestor);
        } catch (DbFaultException e) {
            log.warn(
                    "the starter catalogue is not looked after: {}; restart once the file is well",
                    e.fault().words());
        }
    }

    private <C extends AutoCloseable> C opened(C part) {
        open.push(part);
        return part;
    }

    static List<Source> sources(Vocabularies words, Clock clock) {
        return List.of(
                new DefiLlama(words, clock),
                new DeFiHackLabs(words, clock),
                new SlowMist(words, clock),
                new RektNews(words, clock),
                new Web3IsGoingGreat(clock),
                new DeFiRekt(words, clock),
                new BlockSec(words, clock),
                new OwnFile(words, clock));
    }

    /// Starts the service.
    ///
    /// @param listen null for the local socket alone
    /// @param listener is told of incidents
    /// @throws FailedException when it cannot, for a reason that a person can mend
    static Service start(DataSettings settings, @Nullable Listen listen, IncidentListener listener) {
        try {
            folder(settings.data(), "--data (KAMIYO_DATA)");
            folder(settings.run(), "--run (KAMIYO_RUN)");
            return locked(settings, listen, listener);
        } catch (StartRefusedException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        } catch (SchemaTooNewException e) {
            throw new FailedException(
                    e.getMessage() + "; start the newer version again" + wayBack(settings, e.known()));
        } catch (IOException e) {
            throw new FailedException(cannotStart(e, listen));
        }
    }

    /// Both folders are ours alone: who deletes all that is in one deletes its lock, too, and the service goes on.
    private static Service locked(DataSettings settings, @Nullable Listen listen, IncidentListener listener)
            throws IOException {
        var data = lock(settings.data(), "--data");
        Optional<FolderLock> run = Optional.empty();
        try {
            if (!Files.isSameFile(settings.run(), settings.data())) {
                run = Optional.of(lock(settings.run(), "--run"));
            }
        } catch (IOException | RuntimeException e) {
            data.close();
            throw e;
        }
        try {
            var service = new Service(settings, data, listen, listener);
            run.ifPresent(service.open::addLast);
            var locks = Stream.concat(Stream.of(data), run.stream()).toList();
            service.open.push(new Presence(locks, service.server));
            return service;
        } catch (IOException | RuntimeException e) {
            if (run.isPresent()) {
                run.get().close();
            }
            throw e;
        }
    }

    private static FolderLock lock(Path folder, String setting) throws IOException {
        return FolderLock.tryAcquire(folder)
                .orElseThrow(() -> new FailedException(
                        "another kamiyo, pid " + FolderLock.holder(folder).orElse("unknown") + ", works in " + folder
                                + "; stop it, or give another " + setting));
    }

    /// How to go back to what this version can open. Nothing is thrown away.
    private static String wayBack(DataSettings settings, int schema) {
        var backups = new BackupStore(
                settings.data().resolve("backups"), Optional.empty(), Clock.systemUTC(), BackupStore.Retention.DEFAULT);
        return backups.newestUpTo(schema)
                .map(backup -> ", or go back to what there was at "
                        + backup.head().at() + ", write "
                        + backup.head().seq() + ", and lose what was written since: mkdir '" + settings.data()
                        + "/newer' && mv '" + settings.data() + "/kamiyo.db'* '" + settings.data() + "/journal' '"
                        + settings.run() + "/standby.db'* '" + settings.data() + "/newer/' && cp '" + backup.file()
                        + "' '" + settings.data() + "/kamiyo.db'")
                .orElse("; no backup in " + settings.data() + "/backups is of a version as old as this one");
    }

    private static String cannotStart(IOException e, @Nullable Listen listen) {
        var cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof BindException && listen != null) {
            return "port " + listen.port() + " at " + listen.host() + " is taken; give another --port (KAMIYO_PORT)";
        }
        return "cannot start: " + (cause instanceof IOException why ? FileTrouble.words(why) : cause.getMessage());
    }

    private static void folder(Path folder, String setting) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FailedException(setting + " is '" + folder + "', which is a file; a folder is due");
        }
        try {
            Files.createDirectories(folder);
        } catch (AccessDeniedException e) {
            throw new FailedException(setting + " is '" + folder + "', which this user may not create; give another");
        } catch (FileSystemException e) {
            throw new FailedException(
                    setting + " is '" + folder + "', which cannot be made: " + FileTrouble.words(e) + "; give another");
        }
        if (!Files.isWritable(folder)) {
            throw new FailedException(notWritable(folder, setting));
        }
    }

    /// What to type, whole, when the system tells who this user is. Only a person knows as whom the service runs.
    static String notWritable(Path folder, String setting) {
        var what = setting + " is '" + folder + "', which this user may not write; ";
        try {
            var self = Path.of("/proc/self");
            var user = Files.getOwner(self).getName();
            var owner = Files.getOwner(folder).getName();
            if (user.equals(owner)) {
                return what + "type: chmod u+rwx '" + folder.toAbsolutePath() + "', or mount it writable";
            }
            return what + "you are " + user + ", it belongs to " + owner + ": run it as " + owner + " (sudo -u " + owner
                    + " kamiyo …), or, if the service runs as " + user + ": sudo chown -R "
                    + Files.getAttribute(self, "unix:uid") + ":" + Files.getAttribute(self, "unix:gid") + " '"
                    + folder.toAbsolutePath() + "'; or mount it writable";
        } catch (IOException | UnsupportedOperationException _) {
            return what + "run it as the user of the service, or mount it writable";
        }
    }

    /// The first admin key, if this start made it. It is moved into the file at once, which somebody may copy alone.
    Optional<String> firstKey() {
        var key = keys.createFirst();
        key.ifPresent(_ -> database.settle());
        return key;
    }

    /// Has the exploits read that filters are answered from: who came first would wait for that, and who came with him
    /// would search the file meanwhile.
    void fillIndex() {
        Thread.ofVirtual().name("index").start(() -> {
            try {
                database.read(index::of);
            } catch (DbFaultException e) {
                log.info(
                        "filters are not prepared: {}; the first one that is asked for is slower",
                        e.fault().words());
            }
        });
    }

    /// Has backups made from now on; the first at once, so not before it can hold the first key.
    void scheduleBackups() {
        var started = new BackupSchedule(backups, database, clock, BackupSchedule.Due.DEFAULT);
        open.push(started);
        schedule = started;
        if (backupIsDue) {
            started.ask();
        }
    }

    /// Has feeds fetched from now on.
    void scheduleFeeds() {
        open.push(new FeedSchedule(feeds, clock, FeedSchedule.Pace.CALM));
    }

    /// Asks alert rules of each change and sends what they tell from now on.
    void sendAlerts() {
        open.push(alerts.run(feeds.all().stream().map(Feed::name).collect(Collectors.toSet())));
    }

    /// Looks at the gauges from now on.
    ///
    /// @param listener is told of warnings
    void watch(WarningListener listener) {
        warnings.watch(listener);
    }

    /// Takes the operator's admin key.
    ///
    /// @return since when it is revoked; empty when it works
    Optional<Instant> setKey(String key) {
        var revoked = keys.set(key);
        revoked.ifPresent(at -> log.warn(
                "the key in KAMIYO_ADMIN_KEY was revoked at {} and stays refused; set another, or make one with kamiyo"
                        + " keys create",
                at));
        return revoked;
    }

    String url() {
        return server.url();
    }

    long exploits() {
        return database.read(exploits::count);
    }

    private void closeAfter(Exception cause) {
        try {
            close();
        } catch (FailedException e) {
            cause.addSuppressed(e);
        }
    }

    /// Drains requests, finishes writes, checkpoints, and gives the folder back.
    ///
    /// @throws FailedException when a part does not close; the others are closed all the same
    @Override
    public void close() {
        FailedException failed = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failed = failed == null ? new FailedException("does not stop cleanly: " + e) : failed;
                failed.addSuppressed(e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}

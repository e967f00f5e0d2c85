package dev.kamiyo.cli;

import dev.kamiyo.access.Keyring;
import dev.kamiyo.db.DbFaultException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `kamiyo serve`: the service, until it is told to stop.
@Command(
        name = "serve",
        description = "Runs the service until SIGTERM or Ctrl-C.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "KAMIYO_FEEDS chooses the feeds that are fetched on schedule; empty for none.",
            "KAMIYO_ADMIN_KEY sets the admin key; without it one is made at the first start and printed once.",
            "",
            "Example: kamiyo serve --port 8000 --data ./data",
        })
final class ServeCommand implements Runnable {
    @Mixin
    private DataSettings data = new DataSettings();

    @Mixin
    private ListenSettings listen = new ListenSettings();

    @Mixin
    private AccessSettings access = new AccessSettings();

    @Mixin
    private OnCallSettings onCall = new OnCallSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServeCommand() {}

    @Override
    public void run() {
        var key = chosenKey();
        boolean sends = AlertSettings.sends();
        var paging = Paging.start(onCall.file(), Clock.systemUTC());
        var service = start(paging);
        var log = LoggerFactory.getLogger("serve");
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    log.info("stopping: requests are drained and writes finished");
                    try {
                        service.close();
                        log.info("stopped");
                    } catch (FailedException e) {
                        log.warn("{}; the next start checks the data", e.getMessage());
                    }
                    paging.close();
                    stopped.countDown();
                }));
        greet(service, key);
        service.fillIndex();
        service.scheduleBackups();
        if (sends) {
            service.sendAlerts();
        } else {
            log.info("alerts are neither made nor sent, as KAMIYO_ALERTS says");
        }
        service.scheduleFeeds();
        service.watch(paging);
        var heap = HeapWatch.start();
        log.info("serving {} with data in {}", service.url(), data.data());
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        heap.ifPresent(HeapWatch::close);
    }

    private Service start(Paging paging) {
        try {
            return Service.start(data, listen.listen().under(access.policy()), paging);
        } catch (FailedException e) {
            paging.close();
            throw e;
        }
    }

    /// The key that the operator set, looked at before anything is started.
    private Optional<String> chosenKey() {
        var key = Optional.ofNullable(System.getenv("KAMIYO_ADMIN_KEY")).filter(text -> !text.isEmpty());
        if (key.isPresent() && key.get().length() < Keyring.SHORTEST) {
            throw new ParameterException(
                    spec.commandLine(),
                    "KAMIYO_ADMIN_KEY has " + key.get().length() + " characters; at least " + Keyring.SHORTEST
                            + " are due");
        }
        return key;
    }

    private void greet(Service service, Optional<String> chosenKey) {
        var out = spec.commandLine().getOut();
        out.println("Kamiyo " + Version.current());
        out.println("  listening  " + service.url());
        out.println("  data       " + data.data());
        out.println("  exploits   " + orFault(() -> "%,d".formatted(service.exploits())));
        out.println("  admin key  " + orFault(() -> adminKey(service, chosenKey)));
        out.println("  try        curl '" + service.url() + "/api/v1/exploits?limit=10'");
        out.flush();
    }

    private static String adminKey(Service service, Optional<String> chosen) {
        if (chosen.isPresent()) {
            return service.setKey(chosen.get())
                    .map(at -> "none: that of KAMIYO_ADMIN_KEY was revoked at " + at + "; set another")
                    .orElse("as KAMIYO_ADMIN_KEY says");
        }
        return service.firstKey()
                .map(key -> key + "   (shown this once: keep it)")
                .orElse("as before; KAMIYO_ADMIN_KEY sets another");
    }

    private static String orFault(Supplier<String> text) {
        try {
            return text.get();
        } catch (DbFaultException e) {
            return "unknown: " + e.fault().words();
        }
    }
}

package dev.kamiyo.cli;

import java.util.concurrent.CountDownLatch;
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
            "KAMIYO_ADMIN_KEY sets the admin key; without it one is made at the first start and printed once.",
            "",
            "Example: kamiyo serve --port 8000 --data ./data",
        })
final class ServeCommand implements Runnable {
    @Mixin
    private DataSettings data = new DataSettings();

    @Mixin
    private ListenSettings listen = new ListenSettings();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServeCommand() {}

    @Override
    public void run() {
        var service = Service.start(data, listen.listen());
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
                    stopped.countDown();
                }));
        greet(service);
        log.info("serving {} with data in {}", service.url(), data.data());
        try {
            stopped.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void greet(Service service) {
        var out = spec.commandLine().getOut();
        out.println("Kamiyo " + Version.current());
        out.println("  listening  " + service.url());
        out.println("  data       " + data.data());
        out.println("  exploits   " + "%,d".formatted(service.exploits()));
        out.println("  admin key  " + adminKey(service));
        out.println("  try        curl '" + service.url() + "/api/v1/exploits?limit=10'");
        out.flush();
    }

    private String adminKey(Service service) {
        var set = System.getenv("KAMIYO_ADMIN_KEY");
        if (set != null && !set.isEmpty()) {
            try {
                service.keys().set(set);
            } catch (IllegalArgumentException e) {
                service.close();
                throw new ParameterException(spec.commandLine(), "KAMIYO_ADMIN_KEY is too short: " + e.getMessage());
            }
            return "as KAMIYO_ADMIN_KEY says";
        }
        return service.keys()
                .createFirst()
                .map(key -> key + "   (shown this once: keep it)")
                .orElse("as before; KAMIYO_ADMIN_KEY sets another");
    }
}

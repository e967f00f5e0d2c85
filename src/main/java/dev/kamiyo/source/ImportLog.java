package dev.kamiyo.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One log line an import, whoever asked for it.
final class ImportLog {
    private static final Logger log = LoggerFactory.getLogger("import");

    private ImportLog() {}

    static void tell(Source source, String location, Import outcome) {
        switch (outcome) {
            case Import.Done done -> {
                var counts = done.counts();
                log.info(
                        "{} from {}: {} read, {} new, {} changed, {} unchanged, {} rejected, {} withdrawn{}{}",
                        source.name(),
                        location,
                        done.read(),
                        counts.added(),
                        counts.changed(),
                        counts.unchanged(),
                        done.rejected().size(),
                        done.withdrawal().claims(),
                        done.withdrawal().left().map(left -> "; " + left).orElse(""),
                        done.dryRun() ? " (dry run, nothing written)" : "");
            }
            case Import.NotModified _ ->
                log.info("{} from {}: unchanged since the last import", source.name(), location);
            case Import.Refused refused ->
                log.warn("{} from {} not taken: {}; nothing was changed", source.name(), location, refused.why());
            case Import.Drifted drifted ->
                log.warn(
                        "{} from {} not taken, its form has changed: {}; nothing was changed; look at it, then run"
                                + " 'kamiyo fetch {} --accept-drift'",
                        source.name(),
                        location,
                        drifted.why(),
                        source.name());
        }
    }
}

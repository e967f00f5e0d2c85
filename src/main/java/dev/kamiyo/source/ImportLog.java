package dev.kamiyo.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One log line an import, whoever asked for it.
final class ImportLog {
    private static final Logger log = LoggerFactory.getLogger("import");

    private ImportLog() {}

    static void tell(Feed feed, String location, Import outcome) {
        var name = feed.name();
        var shown = Location.shown(location);
        switch (outcome) {
            case Import.Done done -> {
                var counts = done.counts();
                log.info(
                        "{} from {}: {} read, {} new, {} changed, {} unchanged, {} rejected, {} withdrawn{}{}",
                        name,
                        shown,
                        done.read(),
                        counts.added(),
                        counts.changed(),
                        counts.unchanged(),
                        done.rejected().size(),
                        done.withdrawal().claims(),
                        done.withdrawal().left().map(left -> "; " + left).orElse(""),
                        done.dryRun() ? " (dry run, nothing written)" : "");
            }
            case Import.NotModified _ -> log.info("{} from {}: unchanged since the last import", name, shown);
            case Import.Refused refused ->
                log.warn("{} from {} not taken: {}; nothing was changed", name, shown, refused.why());
            case Import.Drifted drifted ->
                log.warn(
                        "{} from {} not taken, its form has changed: {}; nothing was changed; look at it, then run"
                                + " 'kamiyo fetch {}{} --accept-drift'",
                        name,
                        shown,
                        drifted.why(),
                        name,
                        location.equals(feed.location()) ? "" : " --from " + shown);
        }
    }
}

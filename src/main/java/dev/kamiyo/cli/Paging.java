package dev.kamiyo.cli;

import dev.kamiyo.guardian.Incident;
import dev.kamiyo.guardian.IncidentListener;
import dev.kamiyo.guardian.Warning;
import dev.kamiyo.guardian.WarningListener;
import dev.kamiyo.oncall.Contact;
import dev.kamiyo.oncall.InvalidOnCallException;
import dev.kamiyo.oncall.Notice;
import dev.kamiyo.oncall.OnCall;
import dev.kamiyo.oncall.Pager;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes notices of incidents and warnings and hands them to the pager. Safe for use by many threads.
final class Paging implements IncidentListener, WarningListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger("oncall");

    private final OnCall onCall;
    private final Pager pager;
    private final Clock clock;

    private Paging(OnCall onCall, Clock clock) {
        this.onCall = onCall;
        this.clock = clock;
        this.pager = new Pager(onCall.channels(), clock, Pager.Pace.CALM, "kamiyo/" + Version.current());
    }

    /// Reads the file and says what is wrong with it. A service without contacts is better than none.
    static Paging start(Path file, Clock clock) {
        OnCall onCall;
        try {
            onCall = OnCall.read(file);
        } catch (InvalidOnCallException e) {
            onCall = new OnCall(List.of(), List.of(), List.of(e.getMessage() + ": nobody is told of an incident"));
        }
        onCall.warnings().forEach(warning -> log.warn("{}", warning));
        return new Paging(onCall, clock);
    }

    @Override
    public void changed(Change change, Incident incident) {
        pager.tell(
                switch (change) {
                    case OPENED ->
                        notice(Notice.Kind.OPENED, incident, "is open: " + incident.trigger(), "Called: " + called(1));
                    case ESCALATED ->
                        notice(
                                Notice.Kind.ESCALATED,
                                incident,
                                "is not healed: " + incident.trigger(),
                                "Called: " + called(2));
                    case CLOSED -> notice(Notice.Kind.CLOSED, incident, "is closed: " + incident.trigger(), "");
                });
    }

    @Override
    public boolean pages() {
        return onCall.channels().stream().anyMatch(line -> line.tells().contains(Notice.Kind.OPENED));
    }

    @Override
    public void came(Warning warning, Instant since) {
        pager.tell(notice(Notice.Kind.WARNING, warning, "warning: " + warning.text(), warning.next(), since));
    }

    @Override
    public void went(Warning warning, Instant gone) {
        pager.tell(notice(Notice.Kind.ENDED, warning, "no warning any more: " + warning.text(), "", gone));
    }

    private static Notice notice(Notice.Kind kind, Warning warning, String title, String text, Instant at) {
        var subject = Stream.of("warning", warning.kind(), warning.about())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("-"));
        return new Notice(kind, subject, "Kamiyo: " + title, text, at);
    }

    private Notice notice(Notice.Kind kind, Incident incident, String title, String text) {
        return new Notice(
                kind,
                incident.id(),
                "Kamiyo: incident " + incident.id() + " " + title,
                (text + "\n" + incident.figures() + "\nReport: kamiyo incidents " + incident.id()).strip(),
                clock.instant());
    }

    private String called(int level) {
        var called = onCall.contacts().stream()
                .filter(contact -> contact.level() == level)
                .map(Paging::spoken)
                .collect(Collectors.joining("; "));
        return called.isEmpty() ? "nobody; oncall.yml has no contact of level " + level : called;
    }

    private static String spoken(Contact contact) {
        return contact.name() + ", " + contact.reach()
                + (contact.within().isEmpty() ? "" : ", within " + contact.within());
    }

    @Override
    public void close() {
        pager.close();
    }
}

package dev.kamiyo.cli;

import dev.kamiyo.oncall.InvalidOnCallException;
import dev.kamiyo.oncall.Notice;
import dev.kamiyo.oncall.OnCall;
import dev.kamiyo.oncall.Pager;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `kamiyo oncall`: who is told of incidents, and whether the channels work. Reads the file alone.
@Command(
        name = "oncall",
        description = "Shows who is told of incidents and how, and what is wrong with that.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 when something is wrong, or a channel that is tried cannot be reached.",
            "",
            "Example: kamiyo oncall --try",
        })
final class OnCallCommand implements Callable<Integer> {
    @Mixin
    private OnCallSettings settings = new OnCallSettings();

    @Option(names = "--try", description = "Sends a test notice to each channel.")
    private boolean tried;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    OnCallCommand() {}

    @Override
    public Integer call() {
        OnCall onCall;
        try {
            onCall = OnCall.read(settings.file());
        } catch (InvalidOnCallException e) {
            throw new FailedException(String.valueOf(e.getMessage()));
        }
        var out = spec.commandLine().getOut();
        onCall.contacts()
                .forEach(contact -> out.printf(
                        "level %d  %s, %s%s%n",
                        contact.level(),
                        contact.name(),
                        contact.reach(),
                        contact.within().isEmpty() ? "" : ", within " + contact.within()));
        onCall.channels()
                .forEach(channel -> out.printf(
                        "channel  %s, at %s%n",
                        channel.name(), channel.channel().url().getHost()));
        onCall.warnings().forEach(warning -> out.println("warning  " + warning));
        out.flush();
        boolean reached = !tried || reach(onCall);
        return onCall.warnings().isEmpty() && reached ? 0 : 1;
    }

    private boolean reach(OnCall onCall) {
        var clock = Clock.systemUTC();
        var out = spec.commandLine().getOut();
        var notice = new Notice(
                Notice.Kind.TEST, "test", "Kamiyo: a test", "Somebody typed: kamiyo oncall --try", clock.instant());
        boolean all = true;
        try (var pager = new Pager(onCall.channels(), clock, Pager.Pace.CALM, "kamiyo/" + Version.current())) {
            for (var channel : onCall.channels()) {
                var why = pager.attempt(channel, notice);
                out.println("tried    " + channel.name() + ": "
                        + why.map(text -> "NOT reached: " + text).orElse("reached"));
                out.flush();
                all &= why.isEmpty();
            }
        }
        return all;
    }
}

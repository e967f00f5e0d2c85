package dev.kamiyo.stream;

import dev.kamiyo.exploit.ChangeStore.Step;
import dev.kamiyo.search.Sieve;
import dev.kamiyo.search.Traits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A change as it goes out to everybody who follows. What is made of it is made when it is first asked for, and kept.
/// Safe for use by many threads.
public final class ChangeEvent {
    private static final byte[] NONE = {};

    private final Place place;
    private final Step step;
    private volatile byte @Nullable [] bytes;
    private volatile @Nullable Parsed parsed;

    /// What filters ask of it; nothing of what was not there, or is another exploit's now.
    private record Parsed(Optional<Traits> before, Optional<Traits> after) {}

    /// @param place the one behind it
    ChangeEvent(Place place, Step step) {
        this.place = place;
        this.step = step;
    }

    /// The place behind it.
    Place place() {
        return place;
    }

    /// How much memory it takes at most, about, with all that is made of it.
    long size() {
        var before = step.before();
        return 12L * (step.change().json().length() + (before == null ? 0 : before.length()));
    }

    /// What those get who asked for the exploits of a filter; no bytes when it is none of theirs. An exploit that the
    /// filter let through before and lets through no more comes as an event of another name.
    public byte[] of(Sieve sieve) {
        if (sieve.isOpen()) {
            return all();
        }
        var match = parsed();
        if (match.after.filter(sieve::passes).isPresent()) {
            return all();
        }
        return match.before.filter(sieve::passes).isPresent() ? bytes("left") : NONE;
    }

    private byte[] all() {
        var known = bytes;
        if (known == null) {
            known = bytes("exploit");
            bytes = known;
        }
        return known;
    }

    private Parsed parsed() {
        var known = parsed;
        if (known == null) {
            var before = step.before();
            known = new Parsed(
                    before == null ? Optional.empty() : traits(before),
                    traits(step.change().json()));
            parsed = known;
        }
        return known;
    }

    private static Optional<Traits> traits(String json) {
        var exploit = JsonMapper.shared().readTree(json);
        return exploit.has("merged_into") ? Optional.empty() : Optional.of(Traits.of(exploit));
    }

    private byte[] bytes(String name) {
        return ("id: " + place.text() + "\nevent: " + name + "\ndata: "
                        + step.change().told() + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}

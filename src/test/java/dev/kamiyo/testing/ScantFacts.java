package dev.kamiyo.testing;

import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Usd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of which only a title, a time and perhaps a loss are known.
public final class ScantFacts {
    private ScantFacts() {}

    /// @param loss null when it is unknown
    public static Facts of(String title, Occurred occurred, @Nullable Usd loss) {
        return new Facts(
                title,
                null,
                List.of(),
                occurred,
                loss,
                null,
                null,
                null,
                null,
                Status.CONFIRMED,
                List.of(),
                List.of(),
                List.of());
    }
}

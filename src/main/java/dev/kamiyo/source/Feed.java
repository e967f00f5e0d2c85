package dev.kamiyo.source;

import org.jspecify.annotations.Nullable;

/// A source and where it is read on schedule.
///
/// @param source how
/// @param location where: its home, unless an operator named another place
/// @param scheduled whether it is fetched on schedule at all
public record Feed(Source source, String location, boolean scheduled) {
    /// The feed's name.
    public String name() {
        return source.name();
    }

    /// Why a fetch was not taken, as everybody may read it: what is wrong with files of this machine names their paths.
    public @Nullable String publicFailure(FeedState state) {
        var failure = state.failure();
        boolean tellsPath = failure != null && !location.contains("://") && !failure.equals(state.drift());
        return tellsPath
                ? "its file or folder cannot be read, or holds something else; 'kamiyo sources' tells more"
                : failure;
    }
}

package dev.kamiyo.source;

/// What an import is asked to do.
///
/// @param location a path or URL
/// @param extent how much of it
/// @param dryRun only say what would change
/// @param acceptDrift take a feed that looks unlike its last fetch all the same
public record Order(String location, Extent extent, boolean dryRun, boolean acceptDrift) {
    /// What changed at a location.
    public static Order newest(String location) {
        return new Order(location, Extent.NEWEST, false, false);
    }
}

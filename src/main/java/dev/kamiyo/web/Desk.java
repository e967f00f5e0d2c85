package dev.kamiyo.web;

import java.util.List;

/// The desk at `/admin`. Each of its parts is a module in `src/main/resources/web/admin` whose `fill` shows it; a new
/// part is a line here, and its module.
final class Desk {
    /// A part.
    ///
    /// @param name of its module, and behind the `#` of its address
    /// @param title for people
    record Part(String name, String title) {
        /// The file of its module.
        String file() {
            return "admin/" + name + ".js";
        }
    }

    static final List<Part> PARTS = List.of(
            new Part("reviews", "Reviews"),
            new Part("corrections", "Corrections"),
            new Part("reports", "Reports"),
            new Part("claims", "Merge and part"),
            new Part("rules", "Alert rules"),
            new Part("targets", "Alert targets"),
            new Part("deliveries", "Messages"),
            new Part("keys", "Keys"),
            new Part("backups", "Backups"),
            new Part("restore", "Restore"),
            new Part("drill", "Drill"),
            new Part("audit", "Audit log"));

    private Desk() {}
}

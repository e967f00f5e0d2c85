package dev.kamiyo.alert;

import java.util.List;

/// What somebody watches, in their own words. An exploit that has one of these concerns them; empty lists are about
/// every exploit.
///
/// @param protocols names or slugs, also such as no exploit has yet
/// @param chains slugs or labels
/// @param addresses of whoever may be part of it
/// @param keywords words or phrases of names and labels
public record Watch(List<String> protocols, List<String> chains, List<String> addresses, List<String> keywords) {
    /// About every exploit.
    public static final Watch ALL = new Watch(List.of(), List.of(), List.of(), List.of());

    /// Keeps its own copies.
    public Watch {
        protocols = List.copyOf(protocols);
        chains = List.copyOf(chains);
        addresses = List.copyOf(addresses);
        keywords = List.copyOf(keywords);
    }

    int size() {
        return protocols.size() + chains.size() + addresses.size() + keywords.size();
    }
}

package dev.kamiyo.source;

import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Vocabulary;

/// The tables that turn a feed's labels into slugs. Immutable.
///
/// @param chains chains and their explorers
/// @param techniques techniques
/// @param targets kinds of target
public record Vocabularies(Chains chains, Vocabulary techniques, Vocabulary targets) {
    /// The tables that the program carries.
    public static Vocabularies load() {
        return new Vocabularies(Chains.load(), Vocabulary.techniques(), Vocabulary.targets());
    }
}

package dev.kamiyo.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exploit as `find_exploits` has it; unknown times and amounts are negative.
///
/// @param words those of all facets but protocols, of which there are too many
/// @param protocol its slug; null when it is not known
record Row(
        long number,
        long occurred,
        long loss,
        long recovered,
        long modified,
        List<Word> words,
        @Nullable String protocol) {

    /// What is sorted by.
    long value(Sort sort) {
        return switch (sort) {
            case OCCURRED_AT -> occurred;
            case LOSS -> loss;
            case MODIFIED_AT -> modified;
        };
    }
}

package dev.kamiyo.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which words each exploit has. Many exploits have the same words: each such set has a number, and each position the
/// number of its set, so that an exploit is counted once for all its words. Immutable.
final class WordSets {
    private final int[] at;
    private final List<int[]> sets;
    private final List<Word> words;

    private WordSets(Builder made) {
        this.at = Arrays.copyOf(made.at, made.size);
        this.sets = List.copyOf(made.sets);
        this.words = List.copyOf(made.words);
    }

    /// The number of the set of the exploit at a position.
    int of(int position) {
        return at[position];
    }

    /// How many different sets there are.
    int size() {
        return sets.size();
    }

    /// Adds up the sums of sets word by word.
    ///
    /// @param bySet of as many sets as there are
    Map<Facet, Map<String, Sum>> byWord(Sums bySet) {
        var byWord = new Sums(words.size());
        for (int set = 0; set < sets.size(); set++) {
            if (!bySet.isEmpty(set)) {
                for (int word : sets.get(set)) {
                    byWord.add(word, bySet, set);
                }
            }
        }
        var sums = new EnumMap<Facet, Map<String, Sum>>(Facet.class);
        for (int i = 0; i < words.size(); i++) {
            if (!byWord.isEmpty(i)) {
                var word = words.get(i);
                sums.computeIfAbsent(word.facet(), _ -> new HashMap<>()).put(word.value(), byWord.of(i));
            }
        }
        return sums;
    }

    /// Takes one exploit after the other. Belongs to one thread.
    static final class Builder {
        private final List<int[]> sets = new ArrayList<>();
        private final Map<List<Word>, Integer> numbers = new HashMap<>();
        private final List<Word> words = new ArrayList<>();
        private final Map<Word, Integer> places = new HashMap<>();
        private int[] at = new int[1_024];
        private int size;

        Builder() {}

        /// @param known its sets keep their numbers; its exploits are not taken
        Builder(WordSets known) {
            for (var set : known.sets) {
                number(Arrays.stream(set).mapToObj(known.words::get).toList());
            }
        }

        void add(List<Word> itsWords) {
            add(number(itsWords));
        }

        /// @param set the number of one that is known
        void add(int set) {
            if (size == at.length) {
                at = Arrays.copyOf(at, size + (size >> 1));
            }
            at[size++] = set;
        }

        private int number(List<Word> set) {
            var number = numbers.putIfAbsent(set, sets.size());
            if (number != null) {
                return number;
            }
            sets.add(set.stream().mapToInt(this::place).toArray());
            return sets.size() - 1;
        }

        private int place(Word word) {
            return places.computeIfAbsent(word, added -> {
                words.add(added);
                return words.size() - 1;
            });
        }

        WordSets build() {
            return new WordSets(this);
        }
    }
}

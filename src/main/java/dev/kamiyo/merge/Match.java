package dev.kamiyo.merge;

/// What speaks for two claims being of one exploit.
///
/// @param verdict what follows from it
/// @param rule the strongest rule that applies
/// @param score orders matches, the strongest highest; more than one reason adds up
record Match(Verdict verdict, Rule rule, int score) {
    /// What a match is good for.
    enum Verdict {
        /// They are one exploit, unless something stands against it.
        MERGE,
        /// A person should look.
        REVIEW
    }

    /// Kinds of evidence with their weight.
    enum Rule {
        DECISION(900, "somebody decided it"),
        TRANSACTION(500, "the same transaction"),
        ATTACKER(400, "the same attacker"),
        REFERENCE(300, "the same reference"),
        NAME(200, "the same or a like name"),
        VICTIM(150, "the same contract was attacked"),
        AMOUNT(100, "the same or a like amount"),
        DAY(50, "the same chain and day, and no amount to compare");

        private final int weight;
        private final String words;

        Rule(int weight, String words) {
            this.weight = weight;
            this.words = words;
        }

        int weight() {
            return weight;
        }

        /// For a person.
        String words() {
            return words;
        }
    }
}

package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Slug;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What a label in the head comment of a proof of concept says of the values behind it.
enum HeadLabel {
    ATTACK_TRANSACTION,
    ATTACKER,
    ATTACK_CONTRACT,
    VULNERABLE_CONTRACT,
    LOST,
    OTHER;

    private static final int WORDS = 6;
    private static final int LONGEST = 80;

    private static final Set<String> NOT_THE_ATTACK = Set.of(
            "pre",
            "preparation",
            "prepare",
            "similar",
            "frontrun",
            "frontrunner",
            "frontrunning",
            "copycat",
            "related",
            "fund",
            "funding",
            "deploy",
            "deployment",
            "whitehat",
            "rescue",
            "refund",
            "return",
            "previous",
            "failed",
            "victim",
            "profit",
            "date",
            "summary",
            "reason",
            "block",
            "before",
            "after");
    private static final Set<String> TRANSACTION =
            Set.of("tx", "txs", "txn", "txns", "transaction", "transactions", "txhash", "txid", "txinfo");
    private static final Set<String> ATTACK = Set.of(
            "attack",
            "attacks",
            "attacker",
            "attackers",
            "exploit",
            "exploits",
            "exploiter",
            "exploited",
            "hack",
            "hacker",
            "attackcontract",
            "incident",
            "drain");
    private static final Set<String> CONTRACT =
            Set.of("contract", "contracts", "attackcontract", "ctrt", "contr", "helper", "orchestrator", "bot");
    private static final Set<String> PERSON = Set.of("attacker", "attackers", "exploiter", "hacker");
    private static final Set<String> BESIDE_PERSON = Set.of(
            "eoa",
            "address",
            "addresses",
            "addr",
            "wallet",
            "account",
            "original",
            "origin",
            "real",
            "main",
            "s",
            "1",
            "2",
            "3",
            "eth",
            "usdc",
            "usdt",
            "bsc",
            "the");
    private static final Set<String> BESIDE_TRANSACTION = Set.of("blocksec", "phalcon", "example", "the", "hash", "id");

    /// The meaning of a label. What stands in round brackets does not count.
    static HeadLabel of(String label) {
        if (label.length() > LONGEST) {
            return OTHER;
        }
        int bracket = label.indexOf('(');
        var slug = Slug.of(bracket > 0 ? label.substring(0, bracket) : label);
        var words = Arrays.stream(slug.split("-"))
                .filter(word -> !word.equals("keyinfo"))
                .toList();
        if (words.isEmpty() || words.size() > WORDS || has(words, NOT_THE_ATTACK::contains)) {
            return OTHER;
        }
        if (isLost(words)) {
            return LOST;
        }
        if (has(words, HeadLabel::isTransaction)) {
            return transaction(words);
        }
        if (has(words, word -> word.startsWith("vuln") && !word.startsWith("vulnerabilit"))) {
            return VULNERABLE_CONTRACT;
        }
        if (has(words, ATTACK::contains) && has(words, CONTRACT::contains)) {
            return ATTACK_CONTRACT;
        }
        boolean person = words.equals(List.of("attack", "eoa")) || has(words, PERSON::contains);
        return person && words.stream().allMatch(HeadLabel::fitsPerson) ? ATTACKER : OTHER;
    }

    private static HeadLabel transaction(List<String> words) {
        boolean attack = has(words, ATTACK::contains);
        boolean alone = words.stream().allMatch(word -> isTransaction(word) || BESIDE_TRANSACTION.contains(word));
        return attack || alone ? ATTACK_TRANSACTION : OTHER;
    }

    private static boolean isTransaction(String word) {
        return TRANSACTION.contains(word) || (word.length() == 3 && word.startsWith("tx"));
    }

    private static boolean fitsPerson(String word) {
        return PERSON.contains(word) || BESIDE_PERSON.contains(word) || word.equals("attack");
    }

    private static boolean isLost(List<String> words) {
        var last = words.getLast();
        boolean lost = last.equals("lost") || last.equals("loss") || last.equals("losses");
        return lost
                && (words.size() == 1 || (words.size() == 2 && words.getFirst().equals("total")));
    }

    private static boolean has(List<String> words, Predicate<String> test) {
        return words.stream().anyMatch(test);
    }
}

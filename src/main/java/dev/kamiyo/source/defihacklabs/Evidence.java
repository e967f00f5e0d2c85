package dev.kamiyo.source.defihacklabs;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Transaction;
import dev.kamiyo.exploit.TransactionRole;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chains, transactions and addresses of an exploit, from its proofs of concept and its links.
///
/// @param chains slugs, each once
/// @param transactions each once
/// @param addresses each once, with the first role that it is given
record Evidence(List<String> chains, List<Transaction> transactions, List<Address> addresses) {
    private static final int MOST = 100;

    /// Gathers it.
    ///
    /// @param heads the proofs of concept, the main one first
    /// @param references URLs that the entry gives
    static Evidence of(List<PocHead> heads, List<String> references, Chains table) {
        var transactions = new LinkedHashSet<Transaction>();
        var addresses = new LinkedHashMap<String, Address>();
        for (var head : heads) {
            var own = chains(List.of(head), List.of(), table);
            var fallback = own.isEmpty() ? chains(heads, references, table) : own;
            // With several chains it is not known which of them a bare value belongs to.
            var sole = fallback.size() == 1 ? fallback.getFirst() : null;
            for (var mention : head.mentions()) {
                var chain = mention.chain() == null ? sole : mention.chain();
                if (chain != null) {
                    add(mention, chain, table, transactions, addresses);
                }
            }
        }
        for (var url : references) {
            ExplorerLink.of(url, table)
                    .filter(link -> link.kind() == ExplorerLink.Kind.TRANSACTION)
                    .flatMap(link ->
                            Optional.ofNullable(link.chain()).flatMap(chain -> hash(chain, link.value(), table)))
                    .ifPresent(transactions::add);
        }
        return new Evidence(
                chains(heads, references, table),
                transactions.stream().limit(MOST).toList(),
                addresses.values().stream().limit(MOST).toList());
    }

    /// What the proofs of concept fork, else the chains of their links, else those of the entry's links.
    private static List<String> chains(List<PocHead> heads, List<String> references, Chains table) {
        var found = new LinkedHashSet<String>();
        heads.forEach(head -> found.addAll(head.forks()));
        if (found.isEmpty()) {
            heads.forEach(head -> head.mentions()
                    .forEach(mention -> Optional.ofNullable(mention.chain()).ifPresent(found::add)));
        }
        if (found.isEmpty()) {
            references.forEach(url -> ExplorerLink.chain(url, table).ifPresent(found::add));
        }
        return List.copyOf(found);
    }

    private static void add(
            Mention mention,
            String chain,
            Chains table,
            Set<Transaction> transactions,
            LinkedHashMap<String, Address> addresses) {
        if (mention.label() == HeadLabel.ATTACK_TRANSACTION) {
            hash(chain, mention.value(), table).ifPresent(transactions::add);
            return;
        }
        role(mention.label())
                .flatMap(role -> table.address(chain, mention.value())
                        .filter(Evidence::isReal)
                        .map(address -> new Address(chain, address, role)))
                .ifPresent(address -> addresses.putIfAbsent(chain + " " + address.address(), address));
    }

    private static Optional<Transaction> hash(String chain, String value, Chains table) {
        return table.hash(chain, value)
                .filter(Evidence::isReal)
                .map(hash -> new Transaction(chain, hash, TransactionRole.ATTACK));
    }

    /// Whether it is more than zeros, which stand for nothing.
    private static boolean isReal(String value) {
        return !value.startsWith("0x") || value.substring(2).chars().anyMatch(c -> c != '0');
    }

    private static Optional<AddressRole> role(HeadLabel label) {
        return switch (label) {
            case ATTACKER -> Optional.of(AddressRole.ATTACKER);
            case ATTACK_CONTRACT -> Optional.of(AddressRole.ATTACK_CONTRACT);
            case VULNERABLE_CONTRACT -> Optional.of(AddressRole.VULNERABLE_CONTRACT);
            case ATTACK_TRANSACTION, LOST, OTHER -> Optional.empty();
        };
    }
}

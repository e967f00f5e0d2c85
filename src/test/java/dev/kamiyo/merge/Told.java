package dev.kamiyo.merge;

import dev.kamiyo.exploit.Address;
import dev.kamiyo.exploit.AddressRole;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.Facts;
import dev.kamiyo.exploit.Occurred;
import dev.kamiyo.exploit.Protocol;
import dev.kamiyo.exploit.Status;
import dev.kamiyo.exploit.Transaction;
import dev.kamiyo.exploit.TransactionRole;
import dev.kamiyo.exploit.Usd;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A claim in few words, for tests. Each method gives a copy that tells one thing more.
record Told(
        String source,
        String nativeId,
        String name,
        @Nullable String day,
        @Nullable Long dollars,
        List<String> chains,
        List<String> hashes,
        List<Address> addresses,
        List<String> references) {
    static Told of(String source, String name, String day) {
        return new Told(source, day + "/" + name, name, day, null, List.of(), List.of(), List.of(), List.of());
    }

    Told id(String id) {
        return new Told(source, id, name, day, dollars, chains, hashes, addresses, references);
    }

    Told from(String other) {
        return new Told(other, nativeId, name, day, dollars, chains, hashes, addresses, references);
    }

    Told undated() {
        return new Told(source, nativeId, name, null, dollars, chains, hashes, addresses, references);
    }

    Told lost(long amount) {
        return new Told(source, nativeId, name, day, amount, chains, hashes, addresses, references);
    }

    Told on(String... slugs) {
        return new Told(source, nativeId, name, day, dollars, List.of(slugs), hashes, addresses, references);
    }

    Told tx(String hash) {
        return new Told(source, nativeId, name, day, dollars, chains, List.of(hash), addresses, references);
    }

    Told by(String attacker) {
        return at(attacker, AddressRole.ATTACKER);
    }

    Told at(String address, AddressRole role) {
        return new Told(
                source,
                nativeId,
                name,
                day,
                dollars,
                chains,
                hashes,
                List.of(new Address("ethereum", address, role)),
                references);
    }

    Told see(String... urls) {
        return new Told(source, nativeId, name, day, dollars, chains, hashes, addresses, List.of(urls));
    }

    Claim claim() {
        var facts = new Facts(
                name,
                new Protocol(name),
                chains,
                day == null ? Occurred.UNKNOWN : Occurred.parse(day),
                dollars == null ? null : new Usd(dollars * 100),
                null,
                null,
                null,
                null,
                Status.CONFIRMED,
                hashes.stream()
                        .map(hash -> new Transaction("ethereum", hash, TransactionRole.ATTACK))
                        .toList(),
                addresses,
                references);
        return new Claim(source, nativeId, "https://example.org/" + source, facts, "{}");
    }

    Subject subject() {
        return Subject.of(claim().id(), claim().facts(), false);
    }
}

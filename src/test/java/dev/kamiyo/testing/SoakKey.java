package dev.kamiyo.testing;

import dev.kamiyo.exploit.Facts;

/// The idempotency key of a write of the soak: each thread counts its own. The facts that go with it are decided by it,
/// so that a write whose fate is unknown can be repeated by the next child.
///
/// @param thread from 0
/// @param n from 0
record SoakKey(int thread, long n) {
    private static final long APART = 1_000_000_000;

    static SoakKey parse(String text) {
        int dash = text.indexOf('-');
        return new SoakKey(Integer.parseInt(text.substring(1, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    /// Made-up facts under a title that no other key has.
    Facts facts(long seed) {
        var some = new ExploitGenerator(seed).exploit(thread * APART + n);
        return new Facts(
                some.title() + " " + this,
                some.protocol(),
                some.chains(),
                some.occurred(),
                some.loss(),
                some.recovered(),
                some.technique(),
                some.techniqueLabel(),
                some.target(),
                some.status(),
                some.transactions(),
                some.addresses(),
                some.references());
    }

    @Override
    public String toString() {
        return "t" + thread + "-" + n;
    }
}

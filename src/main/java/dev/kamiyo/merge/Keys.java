package dev.kamiyo.merge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a claim is found by, as numbers: claims that can be one exploit share a key, or have keys close to each
/// other.
///
/// A claim that knows no amount is also kept under its chains and day, and compared with all that have an amount near
/// that day.
///
/// A number has three bits of kind, then either a hash of 60 bits, or 44 bits and a day, so that the days around it
/// are one range. What shares a key is looked at in full, so that two texts of one hash do no harm.
///
/// @param own the keys that the claim is kept under
/// @param searched where the claims that it must be compared with are
record Keys(Set<Long> own, List<Range> searched) {
    /// Days around a day within which a name is looked for; more than any rule of [Matching] needs.
    static final int NAME_DAYS = 14;

    private static final int AMOUNT_DAYS = 3;

    /// Days around a day within which a chain is looked for.
    static final int CHAIN_DAYS = 1;

    /// Chains of a claim that still tell where it was.
    static final int FEW_CHAINS = 3;

    /// Steps that a logarithm is cut into, and those that make 10 %.
    private static final double STEPS = 10_000;

    private static final long TENTH = (long) Math.ceil(Math.log(1.1) * STEPS) + 1;

    private static final int KIND_AT = 60;
    private static final int DAY_BITS = 16;
    private static final int HASH_BITS = 44;
    private static final int AMOUNT_BITS = 20;

    /// Days later than this, in the 22nd century, are one day here.
    private static final int LAST_DAY = 65_000;

    /// From the first key to the last, both included.
    record Range(long first, long last) {}

    /// What a key is of.
    enum Kind {
        TRANSACTION(1, 8),
        ATTACKER(2, 8),
        VICTIM(3, 8),
        REFERENCE(4, 4),
        NAME(5, 24),
        AMOUNT(6, 24),
        DAY(7, 24);

        private static final Kind[] ALL = values();

        private final long code;
        private final int most;

        Kind(long code, int most) {
            this.code = code;
            this.most = most;
        }

        /// The kind of a key.
        static Kind of(long key) {
            return ALL[(int) (key >>> KIND_AT) - 1];
        }

        /// Claims that may share a key; one that more of them share tells nothing: a mixer, a site's front page, a
        /// word.
        int most() {
            return most;
        }

        private long prefix() {
            return code << KIND_AT;
        }
    }

    static Keys of(Subject subject) {
        var own = new LinkedHashSet<Long>();
        subject.transactions().forEach(t -> own.add(hashed(Kind.TRANSACTION, t)));
        subject.attackers().forEach(a -> own.add(hashed(Kind.ATTACKER, a)));
        subject.victims().forEach(v -> own.add(hashed(Kind.VICTIM, v)));
        subject.references().forEach(r -> own.add(hashed(Kind.REFERENCE, r)));
        var searched = new ArrayList<Range>();
        own.forEach(key -> searched.add(new Range(key, key)));
        var days = subject.days();
        if (days != null) {
            var stems = new LinkedHashSet<String>();
            subject.names().forEach(name -> stems.addAll(name.stems()));
            for (var stem : stems) {
                names(stem, days, own, searched);
            }
            if (!days.isMonth()) {
                int day = Math.min(days.first(), LAST_DAY);
                slips(subject, days.first(), searched);
                chains(subject, day, own, searched);
                var cents = subject.cents();
                if (cents != null) {
                    amounts(cents, day, own, searched);
                }
            }
        }
        return new Keys(own, searched);
    }

    /// A key of a name without its day, which is the same for all days.
    static long withoutDay(long key) {
        return key >>> DAY_BITS;
    }

    /// The same name on a day that the claim's own may be mistaken for.
    private static void slips(Subject subject, int day, List<Range> searched) {
        var stems = new LinkedHashSet<String>();
        subject.names().forEach(name -> name.lead().ifPresent(stems::add));
        var slips = Subject.Days.slips(day);
        for (var stem : stems) {
            for (int slip : slips) {
                long key = dated(Kind.NAME, stem) | Math.min(slip, LAST_DAY);
                searched.add(new Range(key, key));
            }
        }
    }

    /// A key that lacks nothing but its day.
    private static long dated(Kind kind, String text) {
        return kind.prefix() | ((hash(text) >>> (64 - HASH_BITS)) << DAY_BITS);
    }

    /// A month stands under two of its days, which together are near enough to each of them.
    private static void names(String stem, Subject.Days days, Set<Long> own, List<Range> searched) {
        long base = dated(Kind.NAME, stem);
        int first = Math.min(days.first(), LAST_DAY);
        var places = days.isMonth() ? new int[] {first + 7, first + 22} : new int[] {first};
        for (int day : places) {
            own.add(base | day);
        }
        searched.add(new Range(base | (places[0] - NAME_DAYS), base | (places[places.length - 1] + NAME_DAYS)));
    }

    private static void chains(Subject subject, int day, Set<Long> own, List<Range> searched) {
        if (subject.chains().isEmpty() || subject.chains().size() > FEW_CHAINS) {
            return;
        }
        boolean known = subject.cents() != null;
        for (var chain : subject.chains()) {
            long base = dated(Kind.DAY, chain);
            searched.add(new Range(base | (day - CHAIN_DAYS), base | (day + CHAIN_DAYS)));
            if (!known) {
                own.add(base | day);
            }
        }
        if (!known) {
            searched.add(new Range(amount(day - CHAIN_DAYS, 0), amount(day + CHAIN_DAYS + 1, 0) - 1));
        }
    }

    private static void amounts(long cents, int day, Set<Long> own, List<Range> searched) {
        long step = (long) (Math.log((double) cents) * STEPS);
        own.add(amount(day, step));
        for (int near = day - AMOUNT_DAYS; near <= day + AMOUNT_DAYS; near++) {
            searched.add(new Range(amount(near, Math.max(0, step - TENTH)), amount(near, step + TENTH)));
        }
    }

    private static long amount(int day, long step) {
        return Kind.AMOUNT.prefix() | ((long) day << AMOUNT_BITS) | step;
    }

    private static long hashed(Kind kind, String text) {
        return kind.prefix() | (hash(text) >>> 4);
    }

    /// FNV-1a of 64 bits, its bits mixed once more. It stays the same for ever, since keys are kept.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}

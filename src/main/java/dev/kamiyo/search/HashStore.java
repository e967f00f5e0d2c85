package dev.kamiyo.search;

import dev.kamiyo.db.Reader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Transactions and addresses of exploits. Stateless; safe for use by many threads.
public final class HashStore {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z:_.\\-]{20,128}");

    /// What a hash or address was in an exploit.
    ///
    /// @param kind `transaction` or `address`
    /// @param chain its chain's slug
    /// @param role what it was
    /// @param exploit the exploit as JSON
    public record Part(
            String kind, @Nullable String chain, @Nullable String role, String exploit) {}

    /// An address and every exploit that it was part of.
    ///
    /// @param address as its chain writes it
    /// @param seen a JSON array of `chain`, `role` and `exploit`, the id
    public record Known(String address, String seen) {}

    /// Whether a text can be a hash or an address of any chain.
    public static boolean isHash(String text) {
        return FORM.matcher(text).matches();
    }

    /// The exploits that a hash or address was part of, newest first; none when it is not known. Hexadecimal ones are
    /// found in any case.
    public List<Part> find(Reader reader, String hash) {
        var parts = new LinkedHashSet<Part>();
        for (var spelling : Hashes.spellings(hash)) {
            parts.addAll(reader.list(
                    "SELECT h.kind, h.chain, h.role, json_object('id', e.id, 'title', e.title, 'protocol', e.protocol_slug,"
                            + " 'occurred_at', e.occurred_at, 'severity', e.severity, 'status', e.status,"
                            + " 'technique', e.technique)"
                            + " FROM find_hashes AS h CROSS JOIN find_exploits AS x ON x.number = h.number"
                            + " CROSS JOIN exploits AS e ON e.id = x.id"
                            + " WHERE h.hash = ? ORDER BY x.occurred DESC, x.number DESC, h.kind, h.chain, h.role",
                    row -> new Part(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                    spelling));
        }
        return List.copyOf(parts);
    }

    /// Known addresses in their own order.
    ///
    /// @param chains slugs of which one is its chain; empty for any
    /// @param roles labels of which one is its role; empty for any
    /// @param after the address that the page starts behind; empty for the first page
    /// @param most at most this many
    public List<Known> addresses(Reader reader, Set<String> chains, Set<String> roles, String after, int most) {
        return reader.list(
                "SELECT h.hash, json_group_array(json_object('chain', h.chain, 'role', h.role, 'exploit', x.id))"
                        + " FROM find_hashes AS h INDEXED BY find_by_hash CROSS JOIN find_exploits AS x ON x.number = h.number"
                        + " WHERE h.hash > ? AND h.kind = 'address' AND (? = 0 OR h.chain IN (SELECT value FROM json_each(?)))"
                        + " AND (? = 0 OR h.role IN (SELECT value FROM json_each(?))) GROUP BY h.hash ORDER BY h.hash LIMIT ?",
                row -> new Known(row.getString(1), row.getString(2)),
                after,
                chains.size(),
                json(chains),
                roles.size(),
                json(roles),
                most);
    }

    private static String json(Set<String> slugs) {
        return slugs.isEmpty() ? "[]" : "[\"" + String.join("\",\"", slugs) + "\"]";
    }
}

package dev.kamiyo.search;

import dev.kamiyo.exploit.Labelled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/// A place in an ordered list: behind the exploit with this value and number. It stays right while rows arrive.
///
/// @param sort what the list is ordered by
/// @param order which end comes first
/// @param value seconds or cents; -1 when unknown
/// @param number made of the exploit's id
public record Cursor(Sort sort, Order order, long value, long number) {
    private static final Pattern FORM = Pattern.compile("([a-z_]+)/(asc|desc)/(-1|\\d{1,16})/(\\d{1,18})");

    /// The opaque text for a URL.
    public String encode() {
        var text = sort.label() + "/" + order.label() + "/" + value + "/" + number;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// @throws IllegalArgumentException when the text was not made by [#encode()]
    public static Cursor decode(String text) {
        var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
        var parts = FORM.matcher(plain);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a cursor");
        }
        return new Cursor(
                Labelled.parse(Sort.class, parts.group(1)).orElseThrow(IllegalArgumentException::new),
                Labelled.parse(Order.class, parts.group(2)).orElseThrow(IllegalArgumentException::new),
                Long.parseLong(parts.group(3)),
                Long.parseLong(parts.group(4)));
    }
}

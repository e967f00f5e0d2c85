package dev.kamiyo.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A command block of a Markdown page.
///
/// @param section the heading that it stands under
/// @param number its place among the blocks of that section, from 1
/// @param text its lines
/// @param expected the directives of the comment behind it; null when there is none
record Block(
        String section, int number, String text, @Nullable List<String> expected) {
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

    /// All blocks that are marked as bash, in order.
    static List<Block> of(String markdown) {
        var blocks = new ArrayList<Block>();
        var lines = markdown.lines().toList();
        var section = "";
        int number = 0;
        for (int i = 0; i < lines.size(); i++) {
            var heading = HEADING.matcher(lines.get(i));
            if (heading.matches()) {
                section = heading.group(1).strip();
                number = 0;
            } else if (lines.get(i).equals("```bash")) {
                int end = indexOf(lines, i, "```");
                blocks.add(new Block(
                        section,
                        ++number,
                        String.join("\n", lines.subList(i + 1, end)) + "\n",
                        comment(lines, end + 1).orElse(null)));
                i = end;
            }
        }
        return blocks;
    }

    private static Optional<List<String>> comment(List<String> lines, int at) {
        return at < lines.size() && lines.get(at).equals("<!-- expect")
                ? Optional.of(lines.subList(at + 1, indexOf(lines, at, "-->")))
                : Optional.empty();
    }

    private static int indexOf(List<String> lines, int from, String line) {
        for (int i = from + 1; i < lines.size(); i++) {
            if (lines.get(i).equals(line)) {
                return i;
            }
        }
        throw new IllegalArgumentException("line " + (from + 1) + " begins what no '" + line + "' ends");
    }

    /// How it is named in the table.
    String name() {
        return number == 1 ? section : section + ", block " + number;
    }
}

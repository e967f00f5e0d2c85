package dev.kamiyo.cli;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What a data set says of itself.
///
/// @param made the day that it is named after
/// @param head the write as of which it is, as the status has it
/// @param filter the parameters that chose its exploits; empty for all
/// @param exploits how many it has
/// @param sources the feeds, as the interface lists them
record DataSetReadme(String made, JsonNode head, String filter, long exploits, JsonNode sources) {
    /// The text of the file.
    String text() {
        var terms = sources.valueStream()
                .map(source -> "| [%s](%s) | %s %s |"
                        .formatted(
                                source.path("name").asString(""),
                                source.path("home").asString(""),
                                source.path("terms").path("summary").asString(""),
                                source.path("terms").path("url").asString("")))
                .collect(Collectors.joining("\n"));
        return """
            # Crypto exploits, %s

            %,d exploits as Kamiyo knew them behind write %s of epoch %s, %s; later writes are not in it.
            Chosen by: %s.

            | File | What |
            |---|---|
            | exploits.ndjson | an exploit a line, as JSON |
            | exploits.csv | the same as a table with a line of names; lists are parted by `;`, transactions are `chain:hash:role`, unknown is empty; a text that begins like a formula has an apostrophe before it |
            | SHA256SUMS | `sha256sum -c SHA256SUMS` checks the files |

            ## Fields

            Times are UTC, money is in US dollars, exactly; what is unknown is null, never 0.

            | Field | What |
            |---|---|
            | id | lasting, never given twice |
            | title | a name for people |
            | protocol | slug and name of who was attacked |
            | chains | slugs |
            | occurred_at, occurred_precision | when, and how exactly: second, day, month, unknown |
            | loss_usd, recovered_usd | what was lost, what came back |
            | technique, technique_label | slug, and the source's own words |
            | target | slug of the kind of target |
            | severity | by loss: critical from 1 M, high from 100 k, medium from 10 k, low, unknown |
            | status | reported, confirmed, disputed, withdrawn |
            | transactions | chain, hash, role: attack, laundering, recovery, other |
            | addresses | chain, address, role: attacker, attack-contract, victim, vulnerable-contract, other |
            | sources | who says it, the most trusted first: name and url |
            | references | URLs |
            | first_seen_at, modified_at | when this service first saw it and last changed it |

            ## Sources and their terms

            What a source says stays under its own terms. Look at them before you pass this on.

            | Source | Terms |
            |---|---|
            %s
            """.formatted(
                        made,
                        exploits,
                        head.path("seq").asString(),
                        head.path("epoch").asString(""),
                        head.path("at").asString(""),
                        filter.isEmpty() ? "nothing, these are all" : "`" + filter + "`",
                        terms);
    }
}

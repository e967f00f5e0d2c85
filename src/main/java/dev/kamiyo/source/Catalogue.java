package dev.kamiyo.source;

import dev.kamiyo.db.Database;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.InvalidExploitException;
import dev.kamiyo.files.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The starter catalogue that the program carries, so that nobody ever sees an empty service. Immutable.
public final class Catalogue {
    /// The name of the catalogue among the sources.
    public static final String NAME = "catalogue";

    private static final String FILE = "/catalogue/exploits.ndjson";

    /// Its times are right, whatever the clock of a machine says on which it is to start.
    private static final Clock END = Clock.fixed(Instant.parse("9999-12-31T00:00:00Z"), ZoneOffset.UTC);

    private final SourceStore sources = new SourceStore();
    private final ExploitJson parser;

    /// @param words the tables that its slugs come from
    public Catalogue(Vocabularies words) {
        parser = new ExploitJson(words.chains(), words.techniques(), words.targets(), END);
    }

    /// Brings the catalogue into the data, unless this very edition is there already.
    ///
    /// @throws dev.kamiyo.db.DbFaultException when the data cannot be read or written; the next start tries again
    public void loadInto(Database database, Ingestor ingestor) {
        var text = text();
        var edition = Sha256.hex(text);
        if (database.read(reader -> sources.hasCatalogue(reader, edition))) {
            return;
        }
        ingestor.keep(claims(text), (_, _) -> {});
        database.write(tx -> sources.catalogueLoaded(tx, edition));
        database.settle();
    }

    /// All its claims, oldest first, so that ids follow the order of time.
    ///
    /// @throws IllegalStateException when the program's own file is not as it should be
    List<Claim> claims() {
        return claims(text());
    }

    private List<Claim> claims(String text) {
        return text.lines().map(this::claim).toList().reversed();
    }

    private Claim claim(String line) {
        var json = (ObjectNode) JsonMapper.shared().readTree(line);
        var key = json.remove("key").stringValue();
        json.set("title", json.remove("name"));
        json.remove("precision"); // the form of the date tells it
        json.remove("seen_in");
        try {
            return new Claim(NAME, key, null, parser.read(json), line);
        } catch (InvalidExploitException e) {
            throw new IllegalStateException("the catalogue's entry " + key + ": " + e.why(), e);
        }
    }

    private static String text() {
        try (var in = Catalogue.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.db.Reader;
import dev.kamiyo.exploit.Chains;
import dev.kamiyo.exploit.Claim;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.merge.MergeStore;
import dev.kamiyo.net.Outgoing.Limits;
import dev.kamiyo.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogueTest {
    private static final Vocabularies WORDS = Vocabularies.load();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itHoldsAtLeast500WellFormedExploits() {
        var claims = new Catalogue(WORDS).claims();
        assertThat(claims).hasSizeGreaterThan(500);
        assertThat(claims).extracting(Claim::nativeId).doesNotHaveDuplicates();
        var chains = Chains.load().slugs();
        for (var claim : claims) {
            assertThat(claim.facts().occurred().at()).as(claim.nativeId()).isNotNull();
            assertThat(chains).as(claim.nativeId()).containsAll(claim.facts().chains());
        }
    }

    @Test
    void itIsOldestFirstSoThatIdsFollowTime() {
        assertThat(new Catalogue(WORDS).claims())
                .extracting(claim -> String.valueOf(claim.facts().occurred().text()))
                .isSorted();
    }

    @Test
    void itIsLoadedOnce() throws Exception {
        var exploits = new ExploitStore();
        try (var database = TestDatabase.open(folder)) {
            var ingestor = new Ingestor(database, new MergeStore(exploits), new Fetcher(Limits.FEED, "test"));
            new Catalogue(WORDS).loadInto(database, ingestor);
            long seq = database.read(Reader::seq);
            long count = database.read(exploits::count);
            assertThat(count).isEqualTo(new Catalogue(WORDS).claims().size());
            new Catalogue(WORDS).loadInto(database, ingestor);
            long later = database.read(Reader::seq);
            assertThat(later).isEqualTo(seq);
            assertThat(folder.resolve("kamiyo.db").toFile().length()).isGreaterThan(1 << 20);
        }
    }
}

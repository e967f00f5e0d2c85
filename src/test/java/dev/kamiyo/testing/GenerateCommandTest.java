package dev.kamiyo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kamiyo.exploit.ExploitJson;
import dev.kamiyo.exploit.ExploitStore;
import dev.kamiyo.source.Vocabularies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

final class GenerateCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theSameSeedMakesTheSameExploitsAndEachIsTakenByTheApi() throws Exception {
        var one = generate("500", "--seed", "7", "--out", folder.resolve("one").toString());
        var two = generate("500", "--seed", "7", "--out", folder.resolve("two").toString());
        var other =
                generate("500", "--seed", "8", "--out", folder.resolve("other").toString());
        assertThat(one + two + other).isZero();
        assertThat(Files.mismatch(folder.resolve("one"), folder.resolve("two"))).isEqualTo(-1);
        assertThat(Files.mismatch(folder.resolve("one"), folder.resolve("other")))
                .isNotEqualTo(-1);

        var words = Vocabularies.load();
        var parser = new ExploitJson(words.chains(), words.techniques(), words.targets(), Clock.systemUTC());
        var lines = Files.readAllLines(folder.resolve("one"));
        assertThat(lines).hasSize(500);
        for (var line : lines) {
            assertThat(parser.read(JsonMapper.shared().readTree(line)).title()).isNotBlank();
        }
    }

    @Test
    void theyCanBePutIntoADataFolder() throws Exception {
        assertThat(generate("1200", "--into", folder.toString())).isZero();
        try (var database = TestDatabase.open(folder)) {
            assertThat(database.read(new ExploitStore()::count)).isEqualTo(1200);
        }
    }

    @Test
    void aWrongCountIsNamed() {
        assertThat(generate("0")).isEqualTo(2);
        assertThat(generate("many")).isEqualTo(2);
    }

    private static int generate(String... words) {
        return new CommandLine(new GenerateCommand()).execute(words);
    }
}

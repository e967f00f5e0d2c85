package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The program on a machine whose language has other digits and other capitals.
@Timeout(120)
final class LocaleTest extends InstalledProgram {
    private static final Pattern OTHER_DIGITS = Pattern.compile("(?U)[\\d&&[^0-9]]");

    private ProcessBuilder abroad(String... words) {
        var builder = command(words);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG");
        return builder;
    }

    @Test
    void numbersAreWrittenTheSameInEveryLanguage() throws Exception {
        var service = serve(abroad("serve", "--port", "0"));
        assertThat(service.text()).doesNotContainPattern(OTHER_DIGITS).contains("exploits   1,2");
        for (var verb : List.of("status", "journal", "doctor", "backup", "sources", "get")) {
            assertThat(finish(abroad(verb)).text()).as(verb).isNotBlank().doesNotContainPattern(OTHER_DIGITS);
        }
        assertThat(get(service, "/").body()).doesNotContainPattern(OTHER_DIGITS);
        assertThat(files("data/journal")).isNotEmpty().allMatch(name -> name.matches("[0-9]{6}\\.ndjson"));
        stop(service);
        assertThat(run("journal").text()).as("at home").doesNotContain("MISSING", "HARMED");
    }

    private List<String> files(String path) throws IOException {
        try (var all = Files.list(folder.resolve(path))) {
            return all.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}

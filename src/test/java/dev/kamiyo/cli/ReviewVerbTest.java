package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `kamiyo review` without a running service.
@Timeout(180)
final class ReviewVerbTest extends InstalledProgram {
    /// More than a page of the interface has.
    private static final int PAIRS = 130;

    @Test
    void allThatMayBeOneIsListedOnceHoweverManyThereAre() throws Exception {
        var names = words(3);
        var others = words(5);
        write(
                "own.csv",
                "protocol,occurred_at,loss_usd,chains\n",
                "\n",
                "\n",
                i -> "%s,%s,1000000,aptos".formatted(names.get(i), day(i)));
        write("hacks.json", "[", ",", "]", i -> """
                {"name":"%s","date":%d,"amount":1040000,"chain":["Aptos"],"classification":"Protocol Logic","technique":null}
                """.formatted(others.get(i), day(i).toEpochDay() * 86_400));
        write("rekt.json", "{\"items\":[", ",", "]}", i -> """
                {"id":%d,"project_name":"%s","funds_lost":1000000,"date":"%s"}
                """.formatted(i + 1, names.get(i), day(i)));
        assertThat(run("import", "file", "own.csv").text()).contains(PAIRS + " new");
        assertThat(run("import", "defillama", "hacks.json").text()).contains(PAIRS + " new");
        assertThat(run("import", "defi", "rekt.json").text()).contains(PAIRS + " new");
        var listed = run("review");
        assertThat(listed.code()).as(listed.text()).isZero();
        assertThat(listed.text().lines().filter(line -> line.contains("(defillama ")))
                .hasSize(PAIRS);
    }

    private void write(String file, String start, String between, String end, IntFunction<String> record)
            throws Exception {
        Files.writeString(
                folder.resolve(file),
                IntStream.range(0, PAIRS).mapToObj(record).collect(Collectors.joining(between, start, end)));
    }

    /// Days apart, so that no two of one source are near each other.
    private static LocalDate day(int i) {
        return LocalDate.of(2023, 1, 2).plusDays(8L * i);
    }

    private static List<String> words(int seed) {
        var random = new Random(seed);
        return Stream.generate(() -> random.ints(9, 'a', 'z' + 1)
                        .mapToObj(Character::toString)
                        .collect(Collectors.joining()))
                .limit(PAIRS)
                .toList();
    }
}

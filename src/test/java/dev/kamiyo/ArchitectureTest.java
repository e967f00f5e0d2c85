package dev.kamiyo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The import table of ARCHITECTURE.md, and where SQL may stand.
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.kamiyo");

    /// Which packages of ours a package may import, besides itself.
    private static final Map<String, Set<String>> IMPORTS = Map.ofEntries(
            entry("files"),
            entry("net"),
            entry("channel", "net"),
            entry("oncall", "channel", "net"),
            entry("journal", "files"),
            entry("db", "files", "journal"),
            entry("backup", "db", "files", "journal"),
            entry("guardian", "backup", "db", "files", "journal"),
            entry("doctor", "backup", "db", "files", "guardian", "journal", "oncall"),
            entry("drill", "db", "files", "journal"),
            entry("exploit", "db", "files", "journal"),
            entry("merge", "access", "exploit", "db", "files", "journal"),
            entry("source", "exploit", "merge", "db", "files", "journal", "net"),
            entry("stream", "db", "exploit", "search"),
            entry("export"),
            entry("search", "exploit", "db", "files", "journal"),
            entry("alert", "access", "channel", "db", "exploit", "files", "journal", "net", "search"),
            entry("access", "db", "files", "journal"),
            entry("web", "backup", "db", "exploit", "files", "guardian", "journal", "merge", "search", "source"),
            entry(
                    "http",
                    "access",
                    "alert",
                    "backup",
                    "db",
                    "drill",
                    "exploit",
                    "export",
                    "files",
                    "guardian",
                    "journal",
                    "merge",
                    "search",
                    "source",
                    "stream",
                    "web"),
            entry(
                    "cli",
                    "access",
                    "alert",
                    "backup",
                    "channel",
                    "db",
                    "doctor",
                    "drill",
                    "exploit",
                    "export",
                    "files",
                    "guardian",
                    "http",
                    "journal",
                    "merge",
                    "net",
                    "oncall",
                    "search",
                    "source",
                    "stream",
                    "web"));

    private static Map.Entry<String, Set<String>> entry(String name, String... imports) {
        return Map.entry(name, Set.of(imports));
    }

    @Test
    void everyPackageStandsInTheTable() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/main/java/dev/kamiyo"))) {
            assertThat(folders.map(p -> String.valueOf(p.getFileName())))
                    .as("a new package needs a line in the import table")
                    .containsExactlyInAnyOrderElementsOf(IMPORTS.keySet());
        }
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        IMPORTS.forEach((name, allowed) -> {
            var forbidden = new TreeSet<>(IMPORTS.keySet());
            forbidden.removeAll(allowed);
            forbidden.remove(name);
            noClasses()
                    .that(resideInAPackage("dev.kamiyo." + name + ".."))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(forbidden.stream()
                            .map(f -> "dev.kamiyo." + f + "..")
                            .toArray(String[]::new)))
                    .because("ARCHITECTURE.md lets " + name + " see " + allowed)
                    .check(CLASSES);
        });
    }

    @Test
    void thereAreNoCycles() {
        slices().matching("dev.kamiyo.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void jdbcStaysWhereSqlIs() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.kamiyo.db")
                .and()
                .haveSimpleNameNotEndingWith("Store")
                .should()
                .dependOnClassesThat(resideInAPackage("java.sql"))
                .because("SQL lives in db, in stores and in migrations, nowhere else")
                .check(CLASSES);
    }

    @Test
    void sqlStaysInStores() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            var elsewhere = files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !f.toString().endsWith("Store.java"))
                    .filter(f -> !String.valueOf(f.getParent()).endsWith("/db"))
                    .filter(f -> read(f).matches("(?s).*\"(SELECT|INSERT|UPDATE|DELETE|PRAGMA) .*"));
            assertThat(elsewhere)
                    .as("SQL lives in db, in stores and in migrations")
                    .isEmpty();
        }
    }

    @Test
    void theHttpServerStaysBehindHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.kamiyo.http", "dev.kamiyo.net", "dev.kamiyo.cli")
                .should()
                .dependOnClassesThat(resideInAPackage("org.eclipse.jetty.."))
                .because("another server must be one package away")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        var vague = List.of("Util", "Utils", "Manager", "Helper", "Impl");
        noClasses()
                .should()
                .haveNameMatching(".*(" + String.join("|", vague) + ")(\\$.*)?")
                .because("these names say nothing")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItHolds() {
        for (var name : IMPORTS.keySet()) {
            var file = Path.of("src/main/java/dev/kamiyo", name, "package-info.java");
            assertThat(file).exists().content().contains("@NullMarked").startsWith("///");
        }
    }

    @Test
    void clocksAreInjected() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                assertThat(Arrays.asList("Instant.now()", "LocalDate.now()", "System.currentTimeMillis()"))
                        .as(file.toString())
                        .noneMatch(word -> read(file).contains(word));
            }
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.kamiyo.oncall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnCallTest {
    private static final String WHOLE = """
            contacts:
              - {level: 1, name: Ada, reach: "+49 30 1", within: 5 minutes}
            channels:
              - name: room
                kind: slack
                url: https://hooks.example.org/services/x
              - name: pager
                kind: pagerduty
                key: abc
                tells: [escalated]
              - {name: own, kind: webhook, url: "http://10.0.0.5:9000/in", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz}
              - name: team
                kind: email
                url: smtps://mail.example.org
                user: kamiyo
                password: "123"
                from: kamiyo@example.org
                to: [ada@example.org, bob@example.org]
              - {name: chat, kind: discord, url: "https://discord.example.org/api/webhooks/1/x"}
            """;

    @TempDir
    private Path folder = Path.of("");

    private OnCall read(String text) throws IOException, InvalidOnCallException {
        return OnCall.read(Files.writeString(folder.resolve("oncall.yml"), text));
    }

    @Test
    void aWholeFileIsReadAndWarnsOfNothing() throws Exception {
        var read = read(WHOLE);
        assertThat(read.warnings()).isEmpty();
        assertThat(read.contacts()).containsExactly(new Contact(1, "Ada", "+49 30 1", "5 minutes"));
        assertThat(read.channels()).extracting(Line::name).containsExactly("room", "pager", "own", "team", "chat");
        assertThat(read.channels().get(0).tells()).contains(Notice.Kind.OPENED, Notice.Kind.CLOSED);
        assertThat(read.channels().get(1).tells()).containsExactlyInAnyOrder(Notice.Kind.ESCALATED, Notice.Kind.TEST);
    }

    @Test
    void theTemplateOfTheProjectIsValidAndWarnsOfEachPlaceholder() throws Exception {
        var read = OnCall.read(Path.of("oncall.yml"));
        assertThat(read.contacts()).hasSize(3);
        assertThat(read.warnings()).hasSize(4).last().asString().contains("names no channel");
    }

    @Test
    void aFileThatIsMissingOrEmptyIsAWarning() throws Exception {
        assertThat(OnCall.read(folder.resolve("none.yml")).warnings())
                .singleElement()
                .asString()
                .contains("there is no");
        assertThat(read("# nothing yet\n").warnings()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'contacts: {'                                                  | is not YAML
            'people: []'                                                   | has 'people'; allowed: channels, contacts
            'contacts: 5'                                                  | a list of at most 20 as contacts
            'contacts: [{level: 4, name: A, reach: b}]'                    | '4' as contacts[0].level; allowed is 1 to 3
            'contacts: [{level: 1, name: "", reach: b}]'                   | 1 to 500 characters as contacts[0].name
            'contacts: [{level: 1, nam: A, reach: b}]'                     | has 'nam' at contacts[0]; allowed: level, name
            'contacts: [Ada]'                                              | at contacts[0] has to have the members
            'channels: [{name: a, kind: fax}]'                             | 'fax' as channels[0].kind; allowed: webhook, slack
            'channels: [{name: a, kind: slack, url: "ftp://a.b/s3cret"}]'  | an http or https URL as channels[0].url
            'channels: [{name: a, kind: slack, url: "http://a.b:99999/s3cret"}]' | an http or https URL as channels[0].url
            'channels: [{name: a, kind: email, url: "https://a.b", from: a@b.c, to: [a@b.c]}]' | smtp://host:587 or smtps://host:465 as channels[0].url
            'channels: [{name: a, kind: email, url: "smtp://a.b", from: a@b.c, to: a@b.c}]'    | a list of 1 to 50 addresses as channels[0].to
            'channels: [{name: a, kind: email, url: "smtp://a.b", tls: some, from: a@b.c, to: [a@b.c]}]' | 'some' as channels[0].tls; allowed: required, none
            'channels: [{name: a, kind: pagerduty}]'                       | 1 to 500 characters as channels[0].key
            'channels: [{name: a, kind: slack, url: "http://a", key: k}]'  | has 'key' at channels[0]
            'channels: [{name: a, kind: slack, url: "http://a", tells: [all]}]' | 'all' in channels[0].tells; allowed: opened
            'channels: [{name: a, kind: webhook, url: "http://a", secret: x}]'  | whsec_ and at least 24 bytes
            'channels: [{name: a, kind: slack, url: "http://a"}, {name: a, kind: slack, url: "http://b"}]' | two channels
            """)
    void whatIsWrongIsNamedWithWhatIsAllowed(String quoted, String message) {
        assertThatThrownBy(() -> read(quoted.strip().replaceAll("^'|'$", "")))
                .isInstanceOf(InvalidOnCallException.class)
                .hasMessageContaining("oncall.yml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aFileThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> read("#" + "x".repeat(70_000))).hasMessageContaining("more than 65536 bytes");
    }

    /// Whatever stands in the file, it is read or refused, and quickly.
    @Test
    @Timeout(30)
    void damagedFilesNeverDoAnythingElse() throws Exception {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var pieces = new String[] {
            "&a [*a,*a,*a,*a]", "!!java.lang.String", "\0", "{", "- ", "\t", ": ", "\"", "|", "9e9", "😀"
        };
        for (int i = 0; i < 300; i++) {
            var text = new StringBuilder(WHOLE);
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                int at = random.nextInt(Math.max(text.length(), 1));
                switch (random.nextInt(3)) {
                    case 0 -> text.delete(at, at + 1);
                    case 1 -> text.insert(at, pieces[random.nextInt(pieces.length)]);
                    default -> text.setLength(Math.max(at, 1));
                }
            }
            Files.write(folder.resolve("oncall.yml"), text.toString().getBytes(StandardCharsets.UTF_8));
            try {
                assertThat(OnCall.read(folder.resolve("oncall.yml")))
                        .as("seed %d", seed)
                        .isNotNull();
            } catch (InvalidOnCallException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("oncall.yml");
            }
        }
    }
}

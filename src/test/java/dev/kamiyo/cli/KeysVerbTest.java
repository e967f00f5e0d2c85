package dev.kamiyo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `kamiyo keys` beside a running service.
@Timeout(120)
final class KeysVerbTest extends InstalledProgram {
    @Test
    void aKeyIsMadeListedAndRevoked() throws Exception {
        var service = serve(command("serve", "--port", "0"));
        var made = run("keys", "create", "my own monitor", "--role", "write");
        assertThat(made.code()).as(made.text()).isZero();
        var key = found(Pattern.compile("(kym_\\S+)"), made.text());
        var id = found(Pattern.compile("keys revoke (\\S+)"), made.text());
        assertThat(post(service, key).statusCode()).isEqualTo(201);
        assertThat(run("keys").text())
                .contains(id, "my own monitor", "first-admin", "last used 2")
                .doesNotContain(key);

        assertThat(run("keys", "revoke", id, "--reason", "lost").code()).isZero();
        assertThat(post(service, key).statusCode()).isEqualTo(401);
        assertThat(run("keys").text()).contains("revoked 2");

        var lost = finish(toFullDisk("keys", "create", "lost"));
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.text()).contains("kamiyo: the output could not be written: No space left on device");

        assertThat(run("keys", "create", "x", "--role", "owner").code()).isEqualTo(2);
        assertThat(run("keys", "create").text()).contains("create takes a name");
        assertThat(run("keys", "revoke", "../x").code()).isEqualTo(2);
        assertThat(run("keys", "burn").code()).isEqualTo(2);
    }
}

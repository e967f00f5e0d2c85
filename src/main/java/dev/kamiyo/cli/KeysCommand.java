package dev.kamiyo.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `kamiyo keys`: API keys, made, listed and revoked.
@Command(
        name = "keys",
        description = "Lists API keys, makes one, or revokes one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "kamiyo keys                lists them",
            "kamiyo keys create NAME    makes one and shows it, this once",
            "kamiyo keys revoke ID      takes one back, at once",
            "",
            "Example: kamiyo keys create dashboard --role read --expires 2027-01-31",
        })
final class KeysCommand implements Runnable {
    private static final String PATH = "/api/v1/keys";

    @Mixin
    private DataSettings data = new DataSettings();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "list, create or revoke (default list).",
            defaultValue = "list")
    private String action = "list";

    @Parameters(index = "1", arity = "0..1", paramLabel = "WHAT", description = "A name for a new key, or an ID.")
    private @Nullable String what;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "What a new key allows: read, write or admin (default read).",
            defaultValue = "read")
    private String role = "read";

    @Option(names = "--expires", paramLabel = "TIME", description = "When a new key ends, UTC (default never).")
    private @Nullable String expires;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why one is revoked; kept in the audit log.")
    private @Nullable String reason;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    KeysCommand() {}

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        var json = JsonMapper.shared().createObjectNode();
        switch (action) {
            case "list" -> {
                try (var connection = LocalConnection.open(data)) {
                    connection.get(PATH, keys -> keys.forEach(key -> print(out, key)));
                }
            }
            case "create" -> {
                json.put("name", given("a name")).put("role", role).put("expires_at", expires);
                post(PATH, json, key -> {
                    out.println(key.path("key").asString(""));
                    out.println("Shown this once: keep it. To take it back: kamiyo keys revoke "
                            + key.path("id").asString(""));
                });
            }
            case "revoke" -> {
                json.put("reason", reason);
                post(PATH + "/" + id() + "/revoke", json, key -> print(out, key));
            }
            default -> throw FailedException.wrongUsage("'" + action + "' is not an action; see kamiyo keys --help");
        }
        out.flush();
    }

    private void post(String path, JsonNode body, Consumer<JsonNode> told) {
        try (var connection = LocalConnection.open(data)) {
            connection.post(path, body, told);
        }
    }

    private String given(String due) {
        if (what == null) {
            throw FailedException.wrongUsage(action + " takes " + due);
        }
        return what;
    }

    private String id() {
        var id = given("the ID of a key; kamiyo keys lists them");
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw FailedException.wrongUsage("'" + id + "' is not the ID of a key; kamiyo keys lists them");
        }
        return id;
    }

    private static void print(PrintWriter out, JsonNode key) {
        out.printf(
                "%-12s %-5s %s, %s, %s%n",
                key.path("id").asString(""),
                key.path("role").asString(""),
                key.path("name").asString(""),
                key.path("last_used_at").isNull()
                        ? "never used"
                        : "last used " + key.path("last_used_at").asString(""),
                state(key));
    }

    private static String state(JsonNode key) {
        if (!key.path("revoked_at").isNull()) {
            return "revoked " + key.path("revoked_at").asString("");
        }
        return key.path("expires_at").isNull()
                ? "never expires"
                : "expires " + key.path("expires_at").asString("");
    }
}

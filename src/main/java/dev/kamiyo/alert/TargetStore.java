package dev.kamiyo.alert;

import dev.kamiyo.channel.Channel;
import dev.kamiyo.channel.ChannelJson;
import dev.kamiyo.channel.InvalidChannelException;
import dev.kamiyo.db.Reader;
import dev.kamiyo.db.Tx;
import dev.kamiyo.journal.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Targets in the file, their secrets encrypted. Safe for use by many threads.
final class TargetStore {
    private static final Table TARGETS =
            Table.of("alert_targets", "id", "name", "kind", "host", "sealed", "created_at", "created_by");
    private static final String ALL = "SELECT id, name, kind, host, sealed, created_at, created_by FROM alert_targets";

    private final Vault vault;

    TargetStore(Vault vault) {
        this.vault = vault;
    }

    /// All targets by name.
    List<Target> all(Reader reader) {
        return reader.list(ALL + " ORDER BY name", this::target);
    }

    /// The target of a name.
    Optional<Target> find(Reader reader, String name) {
        return reader.one(ALL + " WHERE name = ?", this::target, name);
    }

    /// The target with a number.
    Optional<Target> find(Reader reader, long id) {
        return reader.one(ALL + " WHERE id = ?", this::target, id);
    }

    /// The number of the target of a name.
    Optional<Long> id(Reader reader, String name) {
        return reader.one("SELECT id FROM alert_targets WHERE name = ?", row -> row.getLong(1), name);
    }

    long count(Reader reader) {
        return reader.number("SELECT count(*) FROM alert_targets");
    }

    /// Keeps a target; another of the same name has its channel replaced and keeps its number.
    ///
    /// @param sealed the channel as [Vault] encrypted it
    Target put(Tx tx, String name, Channel channel, String sealed, String by) {
        var before = find(tx, name);
        var target = new Target(
                before.map(Target::id).orElseGet(tx::seq),
                name,
                channel.kind(),
                channel.url().getHost(),
                Optional.of(channel),
                before.map(Target::createdAt)
                        .orElseGet(() -> tx.at().truncatedTo(ChronoUnit.SECONDS).toString()),
                before.map(Target::createdBy).orElse(by));
        tx.put(
                TARGETS,
                target.id(),
                name,
                target.kind(),
                target.host(),
                sealed,
                target.createdAt(),
                target.createdBy());
        return target;
    }

    void remove(Tx tx, long id) {
        tx.delete(TARGETS, id);
    }

    private Target target(ResultSet row) throws SQLException {
        return new Target(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                vault.open(row.getString(5)).flatMap(TargetStore::channel),
                row.getString(6),
                row.getString(7));
    }

    private static Optional<Channel> channel(String json) {
        try {
            return Optional.of(ChannelJson.read(JsonMapper.shared().readTree(json), List.of()));
        } catch (InvalidChannelException _) {
            return Optional.empty(); // a version to come wrote it
        }
    }
}

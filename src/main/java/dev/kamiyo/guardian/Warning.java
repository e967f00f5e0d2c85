package dev.kamiyo.guardian;

import dev.kamiyo.db.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What will be an incident unless somebody acts. Readers and writers notice nothing of it yet.
public sealed interface Warning {
    /// What is seen, in one sentence without a full stop.
    String text();

    /// What a person does about it.
    String next();

    /// Which of several things of its kind it is about; empty when there is one only.
    default String about() {
        return "";
    }

    /// Its kind, as metrics and notices have it; lasting.
    default String kind() {
        return label(getClass());
    }

    /// All kinds that there are.
    static List<String> kinds() {
        return Arrays.stream(Warning.class.getPermittedSubclasses())
                .map(Warning::label)
                .sorted()
                .toList();
    }

    private static String label(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /// A disk is at least 80 % full.
    ///
    /// @param folder `data` or `run`
    /// @param used percent
    /// @param free bytes
    record DiskFilling(String folder, int used, long free) implements Warning {
        @Override
        public String text() {
            return room(folder, used, free);
        }

        @Override
        public String next() {
            return "see what takes the room before it is full: kamiyo status, df -h";
        }

        @Override
        public String about() {
            return folder;
        }
    }

    /// A disk is at least 95 % full.
    ///
    /// @param folder `data` or `run`
    /// @param used percent
    /// @param free bytes
    record DiskNearlyFull(String folder, int used, long free) implements Warning {
        @Override
        public String text() {
            return room(folder, used, free);
        }

        @Override
        public String next() {
            return "free space now, writes stop when it is full: df -h, docker image prune -f";
        }

        @Override
        public String about() {
            return folder;
        }
    }

    /// The data disk is so full that the service makes room by itself.
    ///
    /// @param free bytes
    record DiskScarce(long free) implements Warning {
        @Override
        public String text() {
            return "the data disk has %,d MB left: the ballast is given up, and only two backups and one replaced file are kept"
                    .formatted(free >> 20);
        }

        @Override
        public String next() {
            return "free space; below 90 % all is as before: df -h, docker image prune -f";
        }
    }

    private static String room(String folder, int used, long free) {
        return "the disk of the %s folder is %d %% full, %,d MB are free".formatted(folder, used, free >> 20);
    }

    /// The newest verified backup is older than it may become.
    ///
    /// @param newest when it was made; empty when there is none
    record BackupLate(Optional<Instant> newest) implements Warning {
        @Override
        public String text() {
            return newest.map(at -> "the newest backup is of " + at + ": one was missed")
                    .orElse("there is no backup");
        }

        @Override
        public String next() {
            return "make one and see why it was missed: kamiyo backup, kamiyo doctor";
        }
    }

    /// The last attempt to make a backup failed.
    ///
    /// @param why in the words of the attempt
    record BackupFailed(String why) implements Warning {
        @Override
        public String text() {
            return "the last backup failed: " + why;
        }

        @Override
        public String next() {
            return "it is tried again by itself; see its disk and owner: df -h, ls -ld";
        }
    }

    /// Most of the files that the process may open are open.
    ///
    /// @param open how many
    /// @param limit of the process
    record DescriptorsScarce(long open, long limit) implements Warning {
        @Override
        public String text() {
            return "%,d of %,d files that may be open are open".formatted(open, limit);
        }

        @Override
        public String next() {
            return "raise the limit (ulimits: nofile in docker-compose.yml) or close what holds connections";
        }
    }

    /// A -wal has become long: somebody reads without an end, so that it cannot be moved into the file.
    ///
    /// @param copy whose it is
    /// @param bytes its size
    record WalLong(Role copy, long bytes) implements Warning {
        @Override
        public String text() {
            return "the -wal of the %s has %,d MB: a reader that never ends holds it"
                    .formatted(copy.label(), bytes >> 20);
        }

        @Override
        public String next() {
            return "find who reads with: fuser kamiyo.db; never delete the -wal";
        }

        @Override
        public String about() {
            return copy.label();
        }
    }

    /// A query runs for long; it is stopped when it goes on.
    ///
    /// @param sql shortened
    /// @param age how long it has been running
    record QueryLong(String sql, Duration age) implements Warning {
        @Override
        public String text() {
            return "a query has been running for " + age.toSeconds() + " s: " + sql;
        }

        @Override
        public String next() {
            return "it is stopped by itself; ask for less at once, or report it";
        }
    }

    /// A feed was not read for longer than it should be.
    ///
    /// @param feed its name
    /// @param last when it was; empty for never
    record FeedStale(String feed, Optional<Instant> last) implements Warning {
        @Override
        public String text() {
            return "the feed " + feed
                    + last.map(at -> " was last read at " + at).orElse(" was never read");
        }

        @Override
        public String next() {
            return "see why, and try it: kamiyo sources, kamiyo fetch " + feed;
        }

        @Override
        public String about() {
            return feed;
        }
    }

    /// A feed looks unlike its last fetch and is not taken.
    ///
    /// @param feed its name
    /// @param why what is unlike
    record FeedDrifting(String feed, String why) implements Warning {
        @Override
        public String text() {
            return "the feed " + feed + " is not taken, as it looks unlike its last fetch: " + why;
        }

        @Override
        public String next() {
            return "look at it; if it is right: kamiyo fetch " + feed + " --accept-drift";
        }

        @Override
        public String about() {
            return feed;
        }
    }

    /// Rows that were edited by hand were taken back and wait for a person.
    ///
    /// @param rows how many
    record EditsWaiting(int rows) implements Warning {
        @Override
        public String text() {
            return rows + " rows that were edited by hand wait to be adopted";
        }

        @Override
        public String next() {
            return "take them over or discard them: kamiyo adopt";
        }
    }
}

package dev.kamiyo.cli;

import dev.kamiyo.files.DurableFiles;
import dev.kamiyo.files.Sha256;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A folder of files and their checksums that is there as a whole or not at all. Belongs to one thread.
final class DataSet implements AutoCloseable {
    private static final String SUMS = "SHA256SUMS";

    private final Path target;
    private final Path draft;
    private final List<String> files = new ArrayList<>();
    private boolean finished;

    private DataSet(Path target, Path draft) {
        this.target = target;
        this.draft = draft;
    }

    /// Begins one beside its place.
    ///
    /// @param target the folder that it will be
    /// @throws FailedException when there is something already
    /// @throws IOException when nothing can be written there
    static DataSet begin(Path target) throws IOException {
        if (Files.exists(target)) {
            throw new FailedException(target + " is there already and stays as it is; move it away, or choose another"
                    + " folder with --to");
        }
        var parent = target.resolveSibling(".").normalize();
        Files.createDirectories(parent);
        var draft = parent.resolve(".kamiyo-export-" + UUID.randomUUID());
        return new DataSet(target, Files.createDirectory(draft)); // not a temporary one, which nobody else may read
    }

    /// A file of it, to be written and closed before the next one.
    Writer file(String name) throws IOException {
        files.add(name);
        return Files.newBufferedWriter(draft.resolve(name), StandardOpenOption.CREATE_NEW);
    }

    /// Adds the checksums, makes all of it last, and puts it in its place.
    ///
    /// @return where it is
    /// @throws IOException when it cannot; there is nothing then
    Path finish() throws IOException {
        var sums = new StringBuilder();
        for (var name : files) {
            sums.append(Sha256.hex(draft.resolve(name)))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        try (var file = file(SUMS)) {
            file.append(sums);
        }
        for (var name : files) {
            try (var channel = FileChannel.open(draft.resolve(name), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        DurableFiles.syncFolderOf(draft.resolve(SUMS));
        DurableFiles.rename(draft, target);
        finished = true;
        return target;
    }

    /// Leaves nothing behind unless it is finished.
    @Override
    public void close() throws IOException {
        if (!finished) {
            for (var name : files) {
                Files.deleteIfExists(draft.resolve(name));
            }
            Files.deleteIfExists(draft);
        }
    }
}

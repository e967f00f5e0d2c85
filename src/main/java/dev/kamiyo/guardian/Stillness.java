package dev.kamiyo.guardian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// Whether a file is the same at two looks: somebody who copies another file over it must be done before it is
/// healed. Belongs to one thread.
final class Stillness {
    private final Path file;
    private @Nullable Look last;

    private record Look(long size, @Nullable FileTime modified) {}

    Stillness(Path file) {
        this.file = file;
    }

    boolean isStill() {
        var now = look();
        boolean still = now.equals(last);
        last = now;
        return still;
    }

    private Look look() {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException _) {
            return new Look(-1, null);
        } catch (IOException _) {
            return new Look(-2, null);
        }
    }
}

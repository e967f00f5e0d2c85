package dev.kamiyo.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Standard output that knows what it could not write: Java's own swallows that. Belongs to one thread.
final class StandardOutput extends OutputStream {
    private final OutputStream to = new FileOutputStream(FileDescriptor.out);
    private @Nullable IOException failure;

    /// Writes to it as verbs do.
    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, System.out.charset()), true);
    }

    /// Why somebody who wants all of it did not get that; who closed a pipe has what he wanted.
    Optional<String> failure() {
        return Optional.ofNullable(failure).map(IOException::getMessage).filter(why -> !why.contains("Broken pipe"));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            to.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }
}

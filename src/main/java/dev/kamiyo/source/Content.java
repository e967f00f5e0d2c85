package dev.kamiyo.source;

import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files of a feed as they were fetched, by relative path. A single document has the path "".
///
/// @param files contents by path, with slashes
public record Content(NavigableMap<String, byte[]> files) {
    /// A single document.
    public static Content of(byte[] document) {
        var files = new TreeMap<String, byte[]>();
        files.put("", document);
        return new Content(files);
    }

    /// The bytes of a single document, whatever its path.
    public byte[] document() {
        return files.isEmpty() ? new byte[0] : files.firstEntry().getValue();
    }

    /// The paths, sorted.
    public Stream<String> paths() {
        return files.keySet().stream();
    }

    /// The bytes of a file; none for a path that is not there.
    public byte[] bytes(String path) {
        var bytes = files.get(path);
        return bytes == null ? new byte[0] : bytes;
    }

    /// A file as text. Bytes that are not UTF-8 become U+FFFD.
    public String text(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }
}

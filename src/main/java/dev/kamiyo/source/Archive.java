package dev.kamiyo.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// A .zip of a folder, as code hosts serve it: one outer folder is taken off every path.
final class Archive {
    /// Bytes of all files together, unpacked.
    static final int LARGEST = 256 << 20;

    /// Files.
    static final int MOST = 100_000;

    private Archive() {}

    /// Unpacks the wanted files into memory. Nothing is written to a disk, so a path like `../x` is only a name.
    ///
    /// @throws IOException when it is damaged, holds nothing, or too much
    static Content unpack(byte[] zip, Predicate<String> wanted) throws IOException {
        var files = new TreeMap<String, byte[]>();
        long left = LARGEST;
        int entries = 0;
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (++entries > MOST) {
                    throw new IOException("it has more than " + MOST + " files");
                }
                var bytes = in.readNBytes((int) left + 1);
                left -= bytes.length;
                if (left < 0) {
                    throw new IOException("it unpacks to more than " + LARGEST + " bytes");
                }
                var path = inner(entry.getName());
                if (!entry.isDirectory() && wanted.test(path)) {
                    files.put(path, bytes);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("a file name in it is not readable", e);
        }
        if (entries == 0) {
            throw new IOException("it is not a .zip file or has no files");
        }
        return new Content(files);
    }

    private static String inner(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(slash + 1);
    }
}

package dev.kamiyo.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /// The record that a .zip ends with, and where in it stand the number of files and the length of the last text.
    private static final int END = 0x06054b50;

    private static final int END_LENGTH = 22;
    private static final int END_FILES = 10;
    private static final int END_TEXT = 20;

    /// A number of 16 bits; as a number of files it also stands for more.
    private static final int FULL = 0xffff;

    private Archive() {}

    /// Unpacks the wanted files into memory. Nothing is written to a disk, so a path like `../x` is only a name.
    ///
    /// @throws IOException when it is cut off, damaged, holds nothing, or too much
    static Content unpack(byte[] zip, Predicate<String> wanted) throws IOException {
        int listed = listed(zip);
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
            throw new IOException("it has no files");
        }
        if (Math.min(entries, FULL) != listed) {
            throw new IOException("it is damaged: it lists " + listed + " files and holds " + entries);
        }
        return new Content(files);
    }

    /// How many files it says it holds. A stream of its files alone looks whole when it is cut off between two.
    private static int listed(byte[] zip) throws IOException {
        var bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int last = zip.length - END_LENGTH;
        for (int at = last; at >= Math.max(0, last - FULL); at--) {
            if (bytes.getInt(at) == END && at + Short.toUnsignedInt(bytes.getShort(at + END_TEXT)) == last) {
                return Short.toUnsignedInt(bytes.getShort(at + END_FILES));
            }
        }
        throw new IOException("it is truncated or not a .zip file: the list of files that one ends with is missing");
    }

    private static String inner(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(slash + 1);
    }
}

package dev.kamiyo.browser;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/// Pictures of pages as small files: a page has few colours, so that a palette of 256 does.
final class Picture {
    private static final int MOST = 256;

    private Picture() {}

    /// Writes a picture.
    ///
    /// @param png as the browser made it
    static void write(byte[] png, Path file) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(png));
        var counts = new HashMap<Integer, Integer>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                counts.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        int mask = 0xffffff;
        var palette = palette(counts, mask);
        for (int bits = 1; palette.size() > MOST; bits++) {
            mask = 0x010101 * (0xff << bits & 0xff);
            palette = palette(counts, mask);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(indexed(image, palette, mask), "png", file.toFile());
    }

    /// The most frequent colour of each group of like ones.
    private static Map<Integer, Integer> palette(Map<Integer, Integer> counts, int mask) {
        var palette = new HashMap<Integer, Integer>();
        counts.forEach((colour, count) -> palette.merge(
                colour & mask,
                colour,
                (one, other) -> counts.getOrDefault(one, 0) >= counts.getOrDefault(other, 0) ? one : other));
        return palette;
    }

    private static BufferedImage indexed(BufferedImage image, Map<Integer, Integer> palette, int mask) {
        var groups = new ArrayList<>(palette.keySet());
        var places = new HashMap<Integer, Integer>();
        var colours = new int[groups.size()];
        for (int i = 0; i < colours.length; i++) {
            places.put(groups.get(i), i);
            colours[i] = palette.getOrDefault(groups.get(i), 0);
        }
        var model = new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
        var small = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                small.getRaster().setSample(x, y, 0, places.getOrDefault(image.getRGB(x, y) & mask & 0xffffff, 0));
            }
        }
        return small;
    }
}

package dev.kamiyo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class ArchiveTest {
    private static byte[] zip(String comment, String... paths) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setComment(comment);
            for (var path : paths) {
                zip.putNextEntry(new ZipEntry(path));
                zip.write(path.getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static List<String> paths(byte[] zip) throws IOException {
        return Archive.unpack(zip, path -> path.endsWith(".md")).paths().toList();
    }

    @Test
    void theOuterFolderIsTakenOffAndWhatIsNotWantedLeftOut() throws Exception {
        for (var comment : List.of("", "a commit")) {
            assertThat(paths(zip(comment, "main/README.md", "main/past/2023.md", "main/x.png")))
                    .containsExactly("README.md", "past/2023.md");
        }
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        var whole = zip("a commit", "main/README.md", "main/past/2023.md");
        for (int length = 0; length < whole.length; length++) {
            var cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> paths(cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("truncated");
        }
    }

    @Test
    void aHoleInItIsNoEnd() throws Exception {
        var whole = zip("", "main/README.md", "main/past/2023.md");
        int second = new String(whole, StandardCharsets.ISO_8859_1).indexOf("PK\u0003\u0004", 4);
        whole[second] = 0;
        assertThatThrownBy(() -> paths(whole)).hasMessage("it is damaged: it lists 2 files and holds 1");
    }

    @Test
    void oneWithoutFilesIsRefused() throws Exception {
        var none = zip("");
        assertThatThrownBy(() -> paths(none)).hasMessage("it has no files");
    }
}

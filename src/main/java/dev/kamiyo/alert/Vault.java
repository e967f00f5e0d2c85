package dev.kamiyo.alert;

import dev.kamiyo.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Encrypts secrets with a key of a file that only its owner may read, which neither the database nor a backup holds.
/// AES-256 in GCM, so that what was changed does not open. Safe for use by many threads.
final class Vault {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String FORM = "v1:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Path file;
    private final SecureRandom random = new SecureRandom();
    private @Nullable SecretKeySpec key;

    /// @param file made when the first secret is sealed
    Vault(Path file) {
        this.file = file;
    }

    /// Why a secret does not open, for a person.
    String whyClosed() {
        return "its settings cannot be decrypted: " + file + " is missing or another; put the right one there";
    }

    /// Encrypts a text. Twice the same text gives two different ones.
    ///
    /// @throws IOException when the key cannot be read or made
    String seal(String text) throws IOException {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, madeKey(), nonce);
            var sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            var both = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return FORM + Base64.getEncoder().encodeToString(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in GCM", e);
        }
    }

    /// Decrypts a text; empty when it was sealed with another key, or the key is gone.
    Optional<String> open(String sealed) {
        try {
            var found = key();
            if (found == null || !sealed.startsWith(FORM)) {
                return Optional.empty();
            }
            var both = Base64.getDecoder().decode(sealed.substring(FORM.length()));
            var nonce = ByteBuffer.wrap(both, 0, NONCE_BYTES);
            var nonceBytes = new byte[NONCE_BYTES];
            nonce.get(nonceBytes);
            var text = cipher(Cipher.DECRYPT_MODE, found, nonceBytes)
                    .doFinal(both, NONCE_BYTES, both.length - NONCE_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private synchronized @Nullable SecretKeySpec key() {
        try {
            if (key == null && Files.exists(file)) {
                var bytes = Base64.getDecoder().decode(Files.readString(file).strip());
                key = bytes.length == KEY_BYTES ? new SecretKeySpec(bytes, "AES") : null;
            }
        } catch (IOException | IllegalArgumentException _) {
            key = null;
        }
        return key;
    }

    private synchronized SecretKeySpec madeKey() throws IOException {
        var known = key();
        if (known != null) {
            return known;
        }
        if (Files.exists(file)) {
            throw new IOException(file + " cannot be read, or is no key of this program; put the right one there");
        }
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var draft = DurableFiles.draft(file);
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, Base64.getEncoder().encodeToString(bytes) + "\n");
        DurableFiles.publish(draft, file);
        var made = new SecretKeySpec(bytes, "AES");
        key = made;
        return made;
    }
}

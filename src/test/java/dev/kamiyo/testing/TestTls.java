package dev.kamiyo.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that nobody vouches for but who is told to.
///
/// @param server shows it
/// @param client trusts it, and nothing else
public record TestTls(SSLContext server, SSLContext client) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /// Makes one.
    ///
    /// @param names whom it is for, as `keytool` takes them: `dns:mail.example`, `ip:127.0.0.1`
    public static TestTls of(Path folder, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        var keys = Files.createTempDirectory(folder, "tls").resolve("keys.p12");
        var made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(keys.resolveSibling("log").toFile())
                .start();
        if (made.waitFor() != 0) {
            throw new IOException(Files.readString(keys.resolveSibling("log")));
        }
        var store = KeyStore.getInstance(keys.toFile(), PASSWORD);
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD);
        var server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), null, null);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new TestTls(server, client);
    }
}

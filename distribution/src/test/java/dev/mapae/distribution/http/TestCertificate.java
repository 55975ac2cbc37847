package dev.mapae.distribution.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/// A self-signed certificate with its key, in PEM files of their own and in a key store.
public record TestCertificate(Path certificate, Path key) {
  public static final char[] PASSWORD = "password".toCharArray();

  /// Makes one for localhost with the JDK's keytool.
  ///
  /// @param algorithm `EC` or `RSA`
  public static TestCertificate make(Path folder, String algorithm) throws Exception {
    return make(folder, algorithm, "dns:localhost,ip:127.0.0.1");
  }

  /// Makes one for others.
  ///
  /// @param names it is for, as in `dns:localhost,ip:127.0.0.1`
  public static TestCertificate make(Path folder, String algorithm, String names) throws Exception {
    Path directory = Files.createTempDirectory(folder, "certificate");
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "a",
                    "-dname",
                    "CN=localhost",
                    "-validity",
                    "2",
                    "-ext",
                    "san=" + names,
                    "-storetype",
                    "PKCS12",
                    "-keyalg",
                    algorithm,
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore keys = load(store);
    Certificate certificate = keys.getCertificate("a");
    Key key = keys.getKey("a", PASSWORD);
    return new TestCertificate(
        write(directory.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded()),
        write(directory.resolve("key.pem"), "PRIVATE KEY", key.getEncoded()));
  }

  /// The certificate and its key, under [#PASSWORD].
  public KeyStore keyStore() throws Exception {
    return load(certificate.resolveSibling("store.p12"));
  }

  private static KeyStore load(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  /// Writes one thing in PEM.
  public static Path write(Path file, String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }
}

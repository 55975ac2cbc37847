package dev.mapae.distribution.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/// A certificate chain with its private key, as two PEM files hold them. RFC 7468.
public final class TlsIdentity {
  private static final int MAX_BYTES = 256 * 1024;

  private final byte[] certificatePem;
  private final byte[] keyPem;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private TlsIdentity(
      byte[] certificatePem, byte[] keyPem, List<X509Certificate> chain, PrivateKey key) {
    this.certificatePem = certificatePem;
    this.keyPem = keyPem;
    this.chain = chain;
    this.key = key;
  }

  /// Reads both files and makes sure that they belong together.
  ///
  /// @throws Unusable when they cannot be read or do not
  public static TlsIdentity load(Path certificate, Path key) {
    byte[] certificatePem = read(certificate, false);
    byte[] keyPem = read(key, true);
    List<X509Certificate> chain = chain(certificate, certificatePem);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    try {
      byte[] pkcs8 = PemPrivateKey.pkcs8(new String(keyPem, StandardCharsets.ISO_8859_1));
      PrivateKey privateKey =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (!belongTogether(privateKey, publicKey)) {
        throw new Unusable(true, key + " is the key of another certificate; name the right one");
      }
      return new TlsIdentity(certificatePem, keyPem, chain, privateKey);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Unusable(
          true,
          "%s holds no private %s key in PEM without a password; make it with: openssl pkey -in KEY -out KEY.pem"
              .formatted(key, publicKey.getAlgorithm()));
    }
  }

  /// Whether the files say the same as when this was read.
  boolean isStillIn(Path certificate, Path key) {
    return Arrays.equals(certificatePem, read(certificate, false))
        && Arrays.equals(keyPem, read(key, true));
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  /// A key store in memory.
  KeyStore keyStore(String password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password.toCharArray());
      store.setKeyEntry("server", key, password.toCharArray(), chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] read(Path file, boolean isKey) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new Unusable(isKey, file + " is too large; name a PEM file");
      }
      return bytes;
    } catch (IOException e) {
      throw new Unusable(isKey, file + " cannot be read; make the file and let this user read it");
    }
  }

  private static List<X509Certificate> chain(Path file, byte[] pem) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      // Said below, in the words of the file.
    }
    throw new Unusable(
        false, file + " holds no certificates in PEM; put the server's first, then its issuers'");
  }

  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (publicKey.getAlgorithm()) {
              case "EC" -> "SHA256withECDSA";
              case "RSA" -> "SHA256withRSA";
              default -> publicKey.getAlgorithm();
            });
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(privateKey);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(probe);
    return signature.verify(signed);
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "TlsIdentity[" + certificate().getSubjectX500Principal() + "]";
  }

  /// Why the files cannot be used, and how to mend it.
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean aboutKey;
    private final String reason;

    Unusable(boolean aboutKey, String reason) {
      super(reason, null, false, false);
      this.aboutKey = aboutKey;
      this.reason = reason;
    }

    /// Whether it is the key's file, not the certificate's.
    public boolean isAboutKey() {
      return aboutKey;
    }

    @Override
    public String getMessage() {
      return reason;
    }
  }
}

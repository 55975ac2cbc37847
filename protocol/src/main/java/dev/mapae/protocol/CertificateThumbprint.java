package dev.mapae.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/// The SHA-256 thumbprint of a certificate, `x5t#S256`. RFC 8705 §3.1.
public final class CertificateThumbprint {
  private CertificateThumbprint() {}

  /// The thumbprint of a certificate.
  public static String of(X509Certificate certificate) {
    try {
      return of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e); // what was read has an encoding
    }
  }

  /// The thumbprint of a certificate in DER.
  public static String of(byte[] der) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

package dev.mapae.protocol;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The certificate of a client as the proxy names it with which it made the TLS connection. RFC
/// 9440 §2.2.
///
/// It is a byte sequence, or PEM that is escaped as in a URL, which is what nginx can write; the
/// first character tells them apart. Whoever calls knows that a proxy wrote it.
public final class ForwardedCertificate {
  /// Far more than a certificate of an RSA key of 8192 bits has.
  private static final int MAX_LENGTH = 32 * 1024;

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private ForwardedCertificate() {}

  /// Reads the header.
  ///
  /// @param header its name, for the description of errors
  /// @param values all that a request has, as they came
  /// @return empty when there is none, or it is empty
  /// @throws ProtocolException `invalid_request` when it comes twice, or is no certificate
  public static Optional<X509Certificate> parse(String header, List<String> values) {
    if (values.size() > 1) {
      throw refused(header, "comes twice; the proxy has to overwrite what a client sends");
    }
    return values.stream()
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(value ->
            value.startsWith(":") ? byteSequence(header, value) : escapedPem(header, value));
  }

  /// Reads one certificate as RFC 8941 §3.3.5 writes bytes: base64 between colons.
  ///
  /// @throws ProtocolException `invalid_request` for anything else
  public static X509Certificate byteSequence(String header, String item) {
    if (item.length() < 2 || !item.startsWith(":") || !item.endsWith(":")) {
      throw unreadable(header);
    }
    return certificate(header, item.substring(1, item.length() - 1));
  }

  private static X509Certificate escapedPem(String header, String value) {
    try {
      // A plus is one in base64, whether it was escaped or not.
      String pem = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.US_ASCII).strip();
      if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
        throw unreadable(header);
      }
      // Where a proxy joined several values, there is an END in between, which is no base64.
      String base64 =
          pem.substring(BEGIN.length(), Math.max(BEGIN.length(), pem.length() - END.length()));
      return certificate(header, base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw unreadable(header);
    }
  }

  private static X509Certificate certificate(String header, String base64) {
    try {
      byte[] der = base64.length() > MAX_LENGTH ? new byte[0] : Base64.getDecoder().decode(base64);
      if (CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
              instanceof X509Certificate certificate
          // It would also read PEM, and pass over what follows.
          && Arrays.equals(certificate.getEncoded(), der)) {
        return certificate;
      }
    } catch (CertificateException | IllegalArgumentException e) {
      // Said below.
    }
    throw unreadable(header);
  }

  private static ProtocolException unreadable(String header) {
    return refused(
        header, "is no certificate; it is to be written as RFC 9440 has it, or as escaped PEM");
  }

  /// An error about this header.
  ///
  /// @param why what follows after its name
  public static ProtocolException refused(String header, String why) {
    return new ProtocolError.InvalidRequest(
            "The header "
                + header
                + ", in which the proxy names the client's certificate, "
                + why
                + ".")
        .exception();
  }
}

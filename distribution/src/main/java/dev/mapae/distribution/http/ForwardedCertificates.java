package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.http.ClientCertificates;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The certificates of a client as the proxy names them with which it made the TLS connection. RFC
/// 9440 §2.
///
/// The certificate is a byte sequence (§2.2), or PEM that is escaped as in a URL, which is what
/// nginx can write; the first character tells them apart. Those that the client sent along are in
/// the header of the same name with `-Chain` behind it (§2.3).
///
/// They are decoded once, by whoever asks first; a request has one thread.
final class ForwardedCertificates implements ClientCertificates {
  private static final int MOST = 10;
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private final String header;
  private final List<String> values;
  private final List<String> chainValues;
  private Optional<List<X509Certificate>> decoded = Optional.empty();

  private ForwardedCertificates(String header, List<String> values, List<String> chainValues) {
    this.header = header;
    this.values = values;
    this.chainValues = chainValues;
  }

  /// @param header its name, as it was configured
  static ForwardedCertificates of(String header, Headers headers) {
    return new ForwardedCertificates(header, headers.all(header), headers.all(header + "-Chain"));
  }

  @Override
  public List<X509Certificate> chain() {
    List<X509Certificate> chain = decoded.orElseGet(this::decode);
    decoded = Optional.of(chain);
    return chain;
  }

  private List<X509Certificate> decode() {
    if (values.size() > 1) {
      throw refused("comes twice; the proxy has to overwrite what a client sends");
    }
    String value = values.isEmpty() ? "" : values.getFirst().strip();
    if (value.isEmpty()) {
      return List.of();
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(value.startsWith(":") ? byteSequence(value) : escapedPem(value));
    List<String> sentAlong =
        chainValues.stream()
            .flatMap(line -> Stream.of(line.split(",", MOST + 1)))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .limit(MOST + 1L)
            .toList();
    if (sentAlong.size() > MOST) {
      throw refused("is followed by a chain of more than " + MOST + " certificates");
    }
    sentAlong.forEach(item -> chain.add(byteSequence(item)));
    return List.copyOf(chain);
  }

  /// RFC 8941 §3.3.5: base64 between colons.
  private X509Certificate byteSequence(String item) {
    if (item.length() < 2 || !item.startsWith(":") || !item.endsWith(":")) {
      throw unreadable();
    }
    try {
      return certificate(Base64.getDecoder().decode(item.substring(1, item.length() - 1)));
    } catch (IllegalArgumentException e) {
      throw unreadable();
    }
  }

  private X509Certificate escapedPem(String value) {
    try {
      // A plus is one in base64, whether it was escaped or not.
      String pem = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.US_ASCII).strip();
      if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
        throw unreadable();
      }
      // Where a proxy joined several values, there is an END in between, which is no base64.
      String base64 =
          pem.substring(BEGIN.length(), Math.max(BEGIN.length(), pem.length() - END.length()));
      return certificate(Base64.getDecoder().decode(base64.replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      throw unreadable();
    }
  }

  private X509Certificate certificate(byte[] der) {
    try {
      if (CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
              instanceof X509Certificate certificate
          // It would also read PEM, and pass over what follows.
          && Arrays.equals(certificate.getEncoded(), der)) {
        return certificate;
      }
    } catch (CertificateException e) {
      // Said below.
    }
    throw unreadable();
  }

  private ProtocolException unreadable() {
    return refused("is no certificate; it is to be written as RFC 9440 has it, or as escaped PEM");
  }

  private ProtocolException refused(String why) {
    return new ProtocolError.InvalidRequest(
            "The header "
                + header
                + ", in which the proxy names the client's certificate, "
                + why
                + ".")
        .exception();
  }
}

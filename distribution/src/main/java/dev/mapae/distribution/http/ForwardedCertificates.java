package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.http.ClientCertificates;
import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.protocol.ForwardedCertificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The certificates of a client as the proxy names them with which it made the TLS connection. RFC
/// 9440 §2.
///
/// Those that the client sent along with its own are in the header of the same name with `-Chain`
/// behind it (§2.3).
///
/// They are decoded once, by whoever asks first; a request has one thread.
final class ForwardedCertificates implements ClientCertificates {
  private static final int MOST = 10;

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
    Optional<X509Certificate> own = ForwardedCertificate.parse(header, values);
    if (own.isEmpty()) {
      return List.of();
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(own.get());
    List<String> sentAlong =
        chainValues.stream()
            .flatMap(line -> Stream.of(line.split(",", MOST + 1)))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .limit(MOST + 1L)
            .toList();
    if (sentAlong.size() > MOST) {
      throw ForwardedCertificate.refused(
          header, "is followed by a chain of more than " + MOST + " certificates");
    }
    sentAlong.forEach(item -> chain.add(ForwardedCertificate.byteSequence(header, item)));
    return List.copyOf(chain);
  }
}

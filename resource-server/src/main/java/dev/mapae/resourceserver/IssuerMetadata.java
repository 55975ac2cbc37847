package dev.mapae.resourceserver;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Asks an issuer where something of it is. RFC 8414 §3, OpenID Connect Discovery 1.0 §4.
final class IssuerMetadata {
  private IssuerMetadata() {}

  /// Finds the `jwks_uri`.
  ///
  /// @throws IOException as the other does
  static URI jwksUri(String issuer, Fetcher fetcher) throws IOException {
    return uri(issuer, "jwks_uri", fetcher);
  }

  /// Finds a URI: in the document of RFC 8414, or else in that of OpenID Connect.
  ///
  /// @param name of the member
  /// @throws IOException when neither can be had, or none has the very same `issuer` and this
  ///   member
  static URI uri(String issuer, String name, Fetcher fetcher) throws IOException {
    return find(issuer, name, fetcher, metadata -> metadata);
  }

  /// Finds where certificates are asked for, which may be elsewhere. RFC 8705 §5.
  ///
  /// @param name as of the other
  /// @throws IOException as the other does
  static URI mutualTlsUri(String issuer, String name, Fetcher fetcher) throws IOException {
    return find(
        issuer,
        name,
        fetcher,
        metadata ->
            metadata.get("mtls_endpoint_aliases") instanceof Map<?, ?> aliases
                    && aliases.containsKey(name)
                ? aliases
                : metadata);
  }

  private static URI find(
      String issuer, String name, Fetcher fetcher, UnaryOperator<Map<?, ?>> among)
      throws IOException {
    IOException failure = new IOException("no metadata of " + issuer);
    for (URI place : places(issuer)) {
      try {
        Map<String, Object> metadata = json(fetcher.fetch(place));
        requireIssuer(issuer, place, metadata);
        return uri(name, place, among.apply(metadata));
      } catch (IOException | RuntimeException e) {
        // A fetcher may be the application's own, and fail as it likes.
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  /// Both places, the one of RFC 8414 first: there the path of the issuer comes after the
  /// well-known part (§3.1), in OpenID Connect before it (§4.1). Neither keeps its last slash.
  static List<URI> places(String issuer) {
    URI uri = URI.create(issuer);
    String origin = uri.getScheme() + "://" + uri.getRawAuthority();
    String path = uri.getRawPath().replaceFirst("/$", "");
    return List.of(
        URI.create(origin + "/.well-known/oauth-authorization-server" + path),
        URI.create(origin + path + "/.well-known/openid-configuration"));
  }

  private static void requireIssuer(String issuer, URI place, Map<String, Object> metadata)
      throws IOException {
    if (!issuer.equals(metadata.get("issuer"))) {
      throw new IOException(place + " speaks for another issuer"); // RFC 8414 §3.3
    }
  }

  private static URI uri(String name, URI place, Map<?, ?> metadata) throws IOException {
    if (!(metadata.get(name) instanceof String uri)) {
      throw new IOException(place + " has no " + name);
    }
    URI found;
    try {
      found = URI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + " has a malformed " + name, e);
    }
    // Only an issuer that is on loopback itself may send us to what listens there.
    if ("http".equalsIgnoreCase(found.getScheme()) && !"http".equalsIgnoreCase(place.getScheme())) {
      throw new IOException(place + " has no https " + name);
    }
    return found;
  }

  /// Reads a document of the issuer.
  ///
  /// @throws IOException when it is not a JSON object
  static Map<String, Object> json(byte[] document) throws IOException {
    try {
      Map<String, Object> json =
          JSONObjectUtils.parse(new String(document, StandardCharsets.UTF_8));
      if (json != null) {
        return json;
      }
    } catch (ParseException e) {
      throw new IOException("not a JSON object", e);
    }
    throw new IOException("not a JSON object but null");
  }
}

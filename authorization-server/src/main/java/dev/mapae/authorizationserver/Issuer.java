package dev.mapae.authorizationserver;

import java.net.URI;

/// The identity of this server and the base of every endpoint. RFC 8414 §2.
///
/// @param value exactly as configured; without a trailing slash
public record Issuer(String value) {
  /// The path of the issuer, empty when it has none: endpoints are below it.
  public String path() {
    String path = URI.create(value).getRawPath();
    return path == null ? "" : path;
  }

  /// Where it is, without its path.
  public String origin() {
    return value.substring(0, value.length() - path().length());
  }

  /// The URL of something below the issuer.
  ///
  /// @param path starting with `/`
  public String url(String path) {
    return value + path;
  }

  /// Whether this is a plain http issuer, which is possible on loopback only.
  public boolean isPlainHttp() {
    return value.startsWith("http://");
  }
}

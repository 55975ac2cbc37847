package dev.mapae.authorizationserver.http;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// One HTTP request, read whole; whoever binds the HTTP server has bounded every part of it.
///
/// @param method upper case
/// @param path the path as it came, without the query, starting with `/`
/// @param query the raw query without `?`, empty when there is none
/// @param body the bytes of the body, empty when there is none
/// @param remoteAddress who sent it, after `trusted_proxies` were believed: an address without port
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Request(
    String method, String path, String query, Headers headers, byte[] body, String remoteAddress) {

  /// The parameters of the query.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when it cannot be decoded
  public Parameters queryParameters() {
    return Parameters.parse(query);
  }

  /// The parameters of an `application/x-www-form-urlencoded` body.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` for another content type,
  ///   another charset, or a body that cannot be decoded
  public Parameters form() {
    if (!isForm()) {
      throw new ProtocolError.InvalidRequest(
              "The body has to be application/x-www-form-urlencoded; say so in Content-Type.")
          .exception();
    }
    // Bytes outside ASCII should have been escaped; read as UTF-8 they mean themselves or are
    // refused while decoding.
    return Parameters.parse(new String(body, StandardCharsets.UTF_8));
  }

  /// Whether the body says that it is one that [#form] reads.
  public boolean isForm() {
    String type = headers.first("Content-Type").orElse("");
    String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return media.equals("application/x-www-form-urlencoded");
  }

  /// The value of a cookie. RFC 6265 §4.2.
  public Optional<String> cookie(String name) {
    for (String header : headers.all("Cookie")) {
      for (String pair : header.split(";", 100)) {
        String p = pair.strip();
        if (p.length() > name.length() && p.startsWith(name) && p.charAt(name.length()) == '=') {
          return Optional.of(p.substring(name.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  /// Without query, headers and body: they may hold secrets.
  @Override
  public String toString() {
    return method + " " + path;
  }
}

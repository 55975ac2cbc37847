package dev.mapae.authorizationserver.http;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One HTTP request, read whole; whoever binds the HTTP server has bounded every part of it.
///
/// @param method upper case
/// @param path the path as it came, without the query, starting with `/`
/// @param query the raw query without `?`, empty when there is none
/// @param body the bytes of the body, empty when there is none
/// @param remoteAddress who sent it, after `trusted_proxies` were believed: an address without port
/// @param certificates that the client showed
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Request(
    String method,
    String path,
    String query,
    Headers headers,
    byte[] body,
    String remoteAddress,
    ClientCertificates certificates) {
  private static final Set<String> REPEATABLE = Set.of("resource", "audience");
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  /// One of a client without a certificate.
  public Request(
      String method,
      String path,
      String query,
      Headers headers,
      byte[] body,
      String remoteAddress) {
    this(method, path, query, headers, body, remoteAddress, ClientCertificates.NONE);
  }

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
      throw invalid(
          "The body has to be application/x-www-form-urlencoded; say so in Content-Type.");
    }
    String[] parts = contentType().split(";", 10);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("charset=")
          && !CHARSETS.contains(parameter.substring(8).replace("\"", ""))) {
        throw invalid("The body has to be UTF-8; leave the charset out of Content-Type.");
      }
    }
    try {
      // Bytes outside ASCII should have been escaped; as UTF-8 they mean themselves.
      return Parameters.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      throw invalid("The body is not UTF-8.");
    }
  }

  /// The parameters that a client sends to an endpoint of its own (token, introspection,
  /// revocation): in the body alone, and each once but for `resource` and `audience`. RFC 6749
  /// §3.2, RFC 8707 §2, RFC 8693 §2.1.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request`, also as [#form]
  public Parameters clientForm() {
    if (!query.isEmpty()) {
      throw invalid("The parameters belong into the body, not into the URL (RFC 6749 3.2).");
    }
    Parameters form = form();
    for (String name : form.names()) {
      if (!REPEATABLE.contains(name)) {
        form.one(name);
      }
    }
    return form;
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }

  /// Whether the body says that it is one that [#form] reads.
  public boolean isForm() {
    return contentType().split(";", 2)[0].strip().equals("application/x-www-form-urlencoded");
  }

  private String contentType() {
    return headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
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

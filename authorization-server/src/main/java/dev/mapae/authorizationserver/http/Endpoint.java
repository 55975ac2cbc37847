package dev.mapae.authorizationserver.http;

/// Answers one request.
@FunctionalInterface
public interface Endpoint {
  /// Answers a request.
  ///
  /// @throws dev.mapae.protocol.ProtocolException an error that the boundary renders
  Response handle(Request request);
}

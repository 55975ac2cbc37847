package dev.mapae.authorizationserver.http;

/// Answers one request.
@FunctionalInterface
public interface Endpoint {
  /// Answers a request.
  ///
  /// @throws dev.mapae.protocol.ProtocolException an error that the boundary renders
  Response handle(Request request);

  /// Whether the answer to this request takes nothing but computing: neither a database nor another
  /// server is asked. Such a request needs no thread of its own; one of the others would keep
  /// strangers waiting without one (docs/decisions/0062).
  default boolean isComputed(Request request) {
    return false;
  }
}

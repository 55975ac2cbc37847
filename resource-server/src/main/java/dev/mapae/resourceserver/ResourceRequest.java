package dev.mapae.resourceserver;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// What this library needs to know of a request to a protected resource. RFC 6749 §7.
///
/// An adapter hands over the headers as they are; which of them are looked at is up to the library:
/// `Authorization` and `DPoP` (RFC 9449 §4.1) always, that of a proxy (RFC 9440) where the settings
/// say so.
///
/// @param method the HTTP method
/// @param uri the target as it came, with its query; a string, since servers take targets that
///   [URI] does not. Only its path and query count: which host a request was meant for is what the
///   settings say, and not what its sender does.
/// @param headers all headers
/// @param connection what is known of who is at the other end
public record ResourceRequest(String method, String uri, Headers headers, Connection connection) {
  /// The headers of a request.
  @FunctionalInterface
  public interface Headers {
    /// All values of a header, as they came and in their order.
    ///
    /// @param name whose case does not count (RFC 9110 §5.1)
    /// @return none when there is no such header
    List<String> all(String name);
  }

  /// A request of which nothing is known but the values of its `Authorization` headers, so that
  /// tokens that are bound to a key are refused.
  public ResourceRequest(List<String> authorization, String method, String uri) {
    this(method, uri, only(List.copyOf(authorization)), Connection.unknown());
  }

  /// A request with one `Authorization` header, or none; otherwise as before.
  public static ResourceRequest of(Optional<String> authorization, String method, URI uri) {
    return new ResourceRequest(authorization.stream().toList(), method, uri.toString());
  }

  private static Headers only(List<String> authorization) {
    return name -> name.equalsIgnoreCase("Authorization") ? authorization : List.of();
  }

  /// Tells nothing of the credentials.
  @Override
  public String toString() {
    return "ResourceRequest[" + method + "]";
  }
}

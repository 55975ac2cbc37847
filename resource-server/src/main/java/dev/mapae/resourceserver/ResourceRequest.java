package dev.mapae.resourceserver;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What this library needs to know of a request to a protected resource. RFC 6749 §7.
///
/// An adapter hands over the headers as they are; which of them are looked at is up to the library:
/// `Authorization` and `DPoP` (RFC 9449 §4.1) always, that of a proxy (RFC 9440) where the settings
/// say so.
///
/// There is one object for each request. A DPoP proof, which is good once, is good as often as its
/// request is asked about, at several filters for one: the object knows what it was accepted with.
public final class ResourceRequest {
  private final String method;
  private final String uri;
  private final Headers headers;
  private final Connection connection;
  private final Set<Shown> acceptedWith;

  /// The headers of a request.
  @FunctionalInterface
  public interface Headers {
    /// All values of a header, as they came and in their order.
    ///
    /// @param name whose case does not count (RFC 9110 §5.1)
    /// @return none when there is no such header
    List<String> all(String name);
  }

  /// What a request was accepted with: a proof that was spent for it.
  ///
  /// @param by where
  record Shown(TokenBinding by, PresentedToken token, List<String> proof) {
    /// Tells nothing of the credentials.
    @Override
    public String toString() {
      return "Shown";
    }
  }

  /// A request.
  ///
  /// @param method the HTTP method
  /// @param uri the target as it came, with its query; a string, since servers take targets that
  ///   [URI] does not. Only its path and query count: which host a request was meant for is what
  ///   the settings say, and not what its sender does.
  /// @param headers all headers
  /// @param connection what is known of who is at the other end
  public ResourceRequest(String method, String uri, Headers headers, Connection connection) {
    this(method, uri, headers, connection, ConcurrentHashMap.newKeySet());
  }

  private ResourceRequest(
      String method, String uri, Headers headers, Connection connection, Set<Shown> acceptedWith) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.connection = connection;
    this.acceptedWith = acceptedWith;
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

  /// This request, which is the same as another: for an adapter that is asked about it at several
  /// places, and sees it differently at each.
  ///
  /// @param before of which the adapter knows that the very same request was it
  public ResourceRequest sameAs(ResourceRequest before) {
    return new ResourceRequest(method, uri, headers, connection, before.acceptedWith);
  }

  /// The HTTP method.
  public String method() {
    return method;
  }

  /// The target as it came, with its query: what the client asked for, also where the server has
  /// handed the request over to another path since, by a forward for one. What is served there, ask
  /// the server.
  public String uri() {
    return uri;
  }

  /// The target without scheme and host, which a request may name. RFC 9112 §3.2.2.
  String target() {
    int scheme = uri.indexOf("://");
    if (scheme < 0 || uri.indexOf('/') != scheme + 1) {
      return uri;
    }
    int path = uri.indexOf('/', scheme + "://".length());
    return path < 0 ? "/" : uri.substring(path);
  }

  /// All headers.
  public Headers headers() {
    return headers;
  }

  /// What is known of who is at the other end.
  public Connection connection() {
    return connection;
  }

  boolean wasAcceptedWith(Shown shown) {
    return acceptedWith.contains(shown);
  }

  void acceptedWith(Shown shown) {
    acceptedWith.add(shown);
  }

  /// Tells nothing of the credentials.
  @Override
  public String toString() {
    return "ResourceRequest[" + method + "]";
  }
}

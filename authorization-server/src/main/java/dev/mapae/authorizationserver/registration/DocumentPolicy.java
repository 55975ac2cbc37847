package dev.mapae.authorizationserver.registration;

import java.util.Set;

/// Which clients may be known by the URL of their metadata document.
/// draft-ietf-oauth-client-id-metadata-document-02 §8.9.
///
/// @param enabled whether any
/// @param hosts those alone whose documents are at one of these, in lower case, without a port;
///   none for any host
/// @param insecureLoopback whether a document may be at an `http` URL of this very machine (§8.6),
///   as it may in the demonstration alone
public record DocumentPolicy(boolean enabled, Set<String> hosts, boolean insecureLoopback) {
  /// None.
  public static final DocumentPolicy OFF = new DocumentPolicy(false, Set.of(), false);

  /// Those of any host.
  public static final DocumentPolicy ANY = new DocumentPolicy(true, Set.of(), false);

  public DocumentPolicy {
    hosts = Set.copyOf(hosts);
  }

  /// Whether this is the URL of a document that may be asked for. It is judged by its form alone.
  public boolean admits(String clientId) {
    return enabled
        && ClientIdUrl.parse(clientId)
            .filter(url -> insecureLoopback || url.isHttps())
            .filter(url -> hosts.isEmpty() || (url.isDefaultPort() && hosts.contains(url.host())))
            .isPresent();
  }
}

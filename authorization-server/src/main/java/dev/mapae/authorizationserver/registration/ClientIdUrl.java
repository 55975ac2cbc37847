package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.OutboundUrls;
import java.net.URI;
import java.util.Optional;

/// A Client Identifier URL: a `client_id` that is also where the metadata of the client is.
/// draft-ietf-oauth-client-id-metadata-document-02 §3.
///
/// They are compared letter by letter. So that one which looks like another is not, its host is in
/// lower case, where the draft would have it in any.
///
/// A query it SHOULD NOT have, and has none here: many URLs of one document would be many clients.
///
/// @param host without port, as an allow-list names it
/// @param isDefaultPort whether no port is named
record ClientIdUrl(boolean isHttps, String host, boolean isDefaultPort) {
  /// No cache of clients keeps longer names.
  private static final int MAX_LENGTH = 256;

  /// Reads a `client_id`.
  ///
  /// @return empty when it is no such URL
  static Optional<ClientIdUrl> parse(String clientId) {
    boolean isHttps = clientId.startsWith("https://");
    if (clientId.length() > MAX_LENGTH || !(isHttps || clientId.startsWith("http://"))) {
      return Optional.empty();
    }
    try {
      URI uri = OutboundUrls.parse(clientId);
      String path = uri.getRawPath();
      return !path.isEmpty()
              && uri.getRawQuery() == null
              && !PlainUrl.hasDotSegment(path)
              && PlainUrl.isHost(uri.getHost())
              // A port that is empty is another spelling of none.
              && !uri.getRawAuthority().endsWith(":")
          ? Optional.of(new ClientIdUrl(isHttps, uri.getHost(), uri.getPort() == -1))
          : Optional.empty();
    } catch (NotFetched e) {
      return Optional.empty();
    }
  }
}

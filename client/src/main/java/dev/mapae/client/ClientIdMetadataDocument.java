package dev.mapae.client;

import dev.mapae.protocol.Json;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The document by which servers know a client that registered nowhere: its URL is the `client_id`.
/// draft-ietf-oauth-client-id-metadata-document-02.
///
/// Whoever holds one knows that it is well formed. It is served as it is, [#json], with status 200
/// as `application/json`.
///
/// @param clientId where it is served
public record ClientIdMetadataDocument(URI clientId, ClientMetadata metadata) {
  private static final int MAX_BYTES = 5 * 1024;
  private static final Set<String> METHODS = Set.of("none", "private_key_jwt");

  /// @throws IllegalArgumentException for what servers would refuse: a URL that is not https, or
  ///   has no path, or a fragment, user information, a query or dot segments (§3); a method that
  ///   needs a secret (§4.1); no redirect URI; more than 5 KiB (§8.7)
  public ClientIdMetadataDocument {
    String path = clientId.getRawPath() == null ? "" : clientId.getRawPath();
    require(
        "https".equals(clientId.getScheme()) && clientId.getHost() != null,
        "The client_id is an https URL.");
    require(
        clientId.getRawUserInfo() == null
            && clientId.getRawFragment() == null
            && clientId.getRawQuery() == null,
        "The client_id has neither user information nor a query nor a fragment.");
    require(path.length() > 1, "The client_id has a path.");
    require(
        Stream.of(path.split("/", -1)).noneMatch(s -> s.equals(".") || s.equals("..")),
        "The client_id has no dot segments.");
    require(
        METHODS.contains(metadata.string("token_endpoint_auth_method").orElse("")),
        "The token_endpoint_auth_method is one of those that need no shared secret: " + METHODS);
    require(
        metadata.members().get("redirect_uris") instanceof Collection<?> uris && !uris.isEmpty(),
        "There is a redirect URI.");
    require(bytes(clientId, metadata).length <= MAX_BYTES, "The document has at most 5 KiB.");
  }

  /// The document of a program on people's own machines, which keeps no secret.
  public static ClientIdMetadataDocument onDevices(
      URI clientId, String clientName, URI... redirectUris) {
    return new ClientIdMetadataDocument(
        clientId, ClientMetadata.onDevices(clientName, redirectUris));
  }

  /// The body, in UTF-8.
  public byte[] json() {
    return bytes(clientId, metadata);
  }

  /// How the client of this document names itself, where it has no key.
  ///
  /// @throws IllegalStateException for one that has
  public ClientAuthentication authentication() {
    if (!metadata.tokenEndpointAuthMethod().equals("none")) {
      throw new IllegalStateException("This client authenticates with a key: PrivateKeyJwt.");
    }
    return new None(clientId.toString());
  }

  private static byte[] bytes(URI clientId, ClientMetadata metadata) {
    return Json.object().with("client_id", clientId.toString()).withAll(metadata.members()).bytes();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /// The `redirect_uris`.
  public List<String> redirectUris() {
    return metadata.members().get("redirect_uris") instanceof Collection<?> uris
        ? uris.stream().map(String::valueOf).toList()
        : List.of();
  }
}

package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.issue.AccessToken;
import dev.mapae.authorizationserver.issue.AccessTokens;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Handle;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.Optional;

/// The metadata document of a client that brings a `token` of its own, to take it back or to ask
/// about it. It is fetched again where it is due, before the client authenticates with a key that
/// may be in it: a key that was withdrawn is good for nothing here either.
/// draft-ietf-oauth-client-id-metadata-document-02 §5, §8.4.
public record DocumentOfToken(
    ClientIdMetadataDocuments documents,
    Handles handles,
    AccessTokens accessTokens,
    InstantSource clock) {
  /// Has it fetched where it is due.
  ///
  /// @throws ProtocolException as [ClientIdMetadataDocuments#renew]
  public void renew(Request request, Parameters form) {
    documents.renewKeys(
        request,
        form,
        clientId ->
            form.all("token").stream().findFirst().flatMap(token -> grantId(token, clientId)));
  }

  /// That of an exchanged token is another client's.
  private Optional<String> grantId(String token, String clientId) {
    return Kind.REFRESH_TOKEN.claims(token)
        ? handles.read(Kind.REFRESH_TOKEN, token).map(Handle::id)
        : accessTokens
            .read(token, clock.instant())
            .filter(read -> read.clientId().equals(clientId))
            .flatMap(AccessToken::grantId);
  }
}

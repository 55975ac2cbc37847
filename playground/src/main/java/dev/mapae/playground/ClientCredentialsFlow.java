package dev.mapae.playground;

import dev.mapae.client.AuthorizationServerMetadata;
import dev.mapae.client.Client;
import dev.mapae.client.Discovery;
import dev.mapae.client.IdTokenPolicy;
import dev.mapae.client.Tokens;
import dev.mapae.protocol.Scope;

/// Plays the client credentials grant: a program acts for itself. RFC 6749 §4.4.
final class ClientCredentialsFlow {
  private final Cast cast;

  ClientCredentialsFlow(Cast cast) {
    this.cast = cast;
  }

  /// Gets a token for the client.
  ///
  /// @param scope what to ask for
  Tokens play(Session session, Recording recording, String... scope) {
    AuthorizationServerMetadata server = Discovery.discover(cast.issuer(), recording.environment());
    recording.learn(server);
    Client client =
        new Client(server, cast.client(), IdTokenPolicy.standard(), recording.environment());
    Tokens tokens = client.clientCredentials(Scope.of(scope)).tokens();
    session.hold(Flow.CLIENT_CREDENTIALS, new Session.Holding(server, tokens));
    recording.read("access_token", tokens.accessToken(), server);
    return tokens;
  }
}

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
  private final Api api;

  ClientCredentialsFlow(Cast cast, Api api) {
    this.cast = cast;
    this.api = api;
  }

  /// Gets a token that may read, and reads with it.
  void play(Session session, Recording recording) {
    Tokens tokens = obtain(session, recording, "playlist.read");
    api.playlists(recording, tokens.accessToken());
  }

  /// Gets a token that may write too, and writes with it.
  void playWithMoreScope(Session session, Recording recording, String playlistName) {
    Tokens tokens = obtain(session, recording, "playlist.read", "playlist.write");
    api.add(recording, tokens.accessToken(), playlistName);
  }

  private Tokens obtain(Session session, Recording recording, String... scope) {
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

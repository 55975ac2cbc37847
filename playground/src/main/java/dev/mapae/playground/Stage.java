package dev.mapae.playground;

import dev.mapae.client.ClientException;
import dev.mapae.client.Tokens;
import java.net.URI;
import java.util.Optional;

/// Plays what the visitor asks for, and keeps what was recorded as a scene.
final class Stage {
  private static final String SIGN_IN = "openid profile offline_access playlist.read";

  private final Cast cast;
  private final Api api;
  private final ClientCredentialsFlow clientCredentials;
  private final AuthorizationCodeFlow authorizationCode;

  Stage(Cast cast) {
    this.cast = cast;
    this.api = new Api(cast.api());
    this.clientCredentials = new ClientCredentialsFlow(cast);
    this.authorizationCode = new AuthorizationCodeFlow(cast, api);
  }

  /// Plays an action.
  ///
  /// @return where the browser has to go next: the scene, or the authorization server
  URI play(Session session, Flow flow, Action action, Language language) {
    Recording recording = new Recording(cast.environment());
    Optional<Session.Holding> holding = session.holding(flow);
    if (action.needsToken() && holding.isEmpty()) {
      return URI.create(flow.path());
    }
    try {
      return switch (action) {
        case FORGET -> {
          session.forget(flow);
          yield URI.create(flow.path());
        }
        case PLAY -> play(session, flow, recording, language);
        case MORE_SCOPE -> playWithMoreScope(session, flow, recording, language);
        case NO_TOKEN -> {
          api.playlistsWithoutToken(recording);
          yield keep(session, flow, action.id(), recording);
        }
        case BASIC -> {
          api.basic(recording);
          yield keep(session, flow, action.id(), recording);
        }
        case ME, USERINFO, REFRESH, EXPIRED, TAMPERED, ADD, REPLAY ->
            present(session, flow, action, recording, language);
      };
    } catch (ClientException e) {
      recording.add(new Step.Stopped(String.valueOf(e.getMessage())));
      return keep(session, flow, "stopped", recording);
    }
  }

  /// Takes an authorization response.
  ///
  /// @param callback the URL that the browser asked for
  /// @return where the browser has to go next; empty when this browser waits for no response
  Optional<URI> arrive(Session session, URI callback, Language language) {
    Optional<Session.Departure> departure = session.takeDeparture();
    if (departure.isEmpty()) {
      return Optional.empty();
    }
    Recording recording = new Recording(cast.environment());
    Flow flow = Flow.AUTHORIZATION_CODE;
    try {
      Tokens tokens = authorizationCode.finish(session, recording, departure.get(), callback);
      return Optional.of(use(session, flow, recording, tokens, language));
    } catch (ClientException e) {
      recording.add(new Step.Stopped(String.valueOf(e.getMessage())));
      return Optional.of(keep(session, flow, "refused", recording));
    }
  }

  private URI play(Session session, Flow flow, Recording recording, Language language) {
    return switch (flow) {
      case CLIENT_CREDENTIALS -> {
        Tokens tokens = clientCredentials.play(session, recording, "playlist.read");
        yield use(session, flow, recording, tokens, language);
      }
      case AUTHORIZATION_CODE -> depart(session, recording, language, SIGN_IN);
    };
  }

  private URI playWithMoreScope(
      Session session, Flow flow, Recording recording, Language language) {
    return switch (flow) {
      case CLIENT_CREDENTIALS -> {
        Tokens tokens =
            clientCredentials.play(session, recording, "playlist.read", "playlist.write");
        yield use(session, flow, recording, tokens, language);
      }
      case AUTHORIZATION_CODE -> depart(session, recording, language, SIGN_IN + " playlist.write");
    };
  }

  /// Adds a playlist with a token that may, and reads with any other.
  private URI use(
      Session session, Flow flow, Recording recording, Tokens tokens, Language language) {
    boolean mayWrite = tokens.scope().contains("playlist.write");
    if (mayWrite) {
      api.add(recording, tokens.accessToken(), playlistName(language));
    } else {
      api.playlists(recording, tokens.accessToken());
    }
    return keep(session, flow, mayWrite ? "more-scope" : flow.id(), recording);
  }

  private URI depart(Session session, Recording recording, Language language, String scope) {
    URI next = authorizationCode.start(session, recording, language, scope.split(" ", -1));
    keep(session, Flow.AUTHORIZATION_CODE, "departure", recording);
    return next;
  }

  private URI present(
      Session session, Flow flow, Action action, Recording recording, Language language) {
    Session.Holding holding = session.holding(flow).orElseThrow();
    String token = holding.tokens().accessToken();
    String scene = action.id();
    switch (action) {
      case ME -> api.me(recording, token);
      case USERINFO -> authorizationCode.userInfo(recording, holding);
      case REFRESH -> authorizationCode.refresh(session, recording, holding);
      case EXPIRED -> api.playlistsTomorrow(recording, token);
      case TAMPERED -> {
        String tampered = Api.tampered(token);
        recording.learn(holding.server());
        recording.read("access_token", tampered, holding.server());
        api.add(recording, tampered, playlistName(language));
      }
      case ADD -> {
        scene = holding.tokens().scope().contains("playlist.write") ? "add" : "missing-scope";
        api.add(recording, token, playlistName(language));
      }
      case REPLAY ->
          session
              .arrival()
              .ifPresent(arrival -> authorizationCode.replay(recording, holding, arrival));
      case PLAY, MORE_SCOPE, BASIC, NO_TOKEN, FORGET ->
          throw new IllegalArgumentException(action + " presents no token");
    }
    return keep(session, flow, scene, recording);
  }

  private static String playlistName(Language language) {
    return Messages.of(language).text("playlist-name");
  }

  private static URI keep(Session session, Flow flow, String name, Recording recording) {
    Scene scene = session.add(flow, name, recording);
    return URI.create(flow.path() + "#scene-" + scene.number());
  }
}

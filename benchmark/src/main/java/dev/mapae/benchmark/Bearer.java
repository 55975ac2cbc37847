package dev.mapae.benchmark;

import dev.mapae.authorizationserver.issue.AccessTokens;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// A caller with access tokens of its own, which it presents one after the other.
final class Bearer implements Loop.Worker, AutoCloseable {
  private final KeptConnection connection;
  private final Endpoint endpoint;
  private final List<Token> tokens;
  private int next;

  record Token(String client, String value) {}

  /// Where tokens are presented.
  enum Endpoint {
    INTROSPECTION("introspection") {
      @Override
      Json claims(Json claims, String issuer) {
        return claims
            .with("aud", "https://api.example.com/")
            .with("scope", "playlist.read playlist.write");
      }

      @Override
      boolean present(Token token, KeptConnection to) throws IOException {
        return to.post("/introspect", ServerProcess.basic(token.client), "token=" + token.value)
                == 200
            && to.body().startsWith("{\"active\":true");
      }
    },

    USER_INFO("UserInfo") {
      @Override
      Json claims(Json claims, String issuer) {
        return claims.with("aud", issuer).with("scope", "openid profile email");
      }

      @Override
      boolean present(Token token, KeptConnection to) throws IOException {
        return to.get("/userinfo", "Bearer " + token.value) == 200
            && to.body().contains("\"email\"");
      }
    };

    private final String title;

    Endpoint(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    abstract Json claims(Json claims, String issuer);

    abstract boolean present(Token token, KeptConnection to) throws IOException;
  }

  /// How often the server has met the tokens that come.
  enum Sight {
    /// Each comes after more others than a server keeps, so that it is as good as new.
    FIRST(500),
    /// All of them together are less than it keeps.
    AGAIN(40);

    private final int tokens;

    Sight(int tokens) {
      this.tokens = tokens;
    }
  }

  /// @param sight with [Site#CALLERS] of them
  record Presenting(Endpoint endpoint, Sight sight) {}

  private Bearer(KeptConnection connection, Endpoint endpoint, List<Token> tokens) {
    this.connection = connection;
    this.endpoint = endpoint;
    this.tokens = tokens;
  }

  /// One with tokens of grants that it draws, made here as the server makes them, at no cost to it.
  static Bearer drawing(
      Presenting what,
      KeptConnection connection,
      Population population,
      IntSupplier share,
      KeyRing keys) {
    SigningKey key = keys.signing("ES256").orElseThrow();
    List<Token> tokens = new ArrayList<>(what.sight.tokens);
    for (int i = 0; i < what.sight.tokens; i++) {
      int grant = share.getAsInt();
      Json claims =
          what.endpoint.claims(
              claims(population.issuer(), grant, Instant.now()), population.issuer());
      tokens.add(new Token(Population.client(grant), key.sign(AccessTokens.TYP, claims.bytes())));
    }
    return new Bearer(connection, what.endpoint, tokens);
  }

  private static Json claims(String issuer, int grant, Instant now) {
    return Json.object()
        .with("iss", issuer)
        .with("sub", Population.subject(grant))
        .with("client_id", Population.client(grant))
        .with("iat", now.getEpochSecond())
        .with("exp", now.plusSeconds(3600).getEpochSecond())
        .with("jti", "g" + Population.id(grant) + "AAAAAAAAAAA")
        .withAll(Map.of("auth_time", now.getEpochSecond(), "roles", List.of("listener")));
  }

  @Override
  public boolean work() throws IOException {
    Token token = tokens.get(next);
    next = (next + 1) % tokens.size();
    return endpoint.present(token, connection);
  }

  /// Presents each once, so that the server has met all of them.
  void presentAll() throws IOException {
    for (Token token : tokens) {
      endpoint.present(token, connection);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}

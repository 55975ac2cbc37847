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

/// A caller that asks about its own access tokens, one after the other.
final class Introspector implements Loop.Worker, AutoCloseable {
  private static final int TOKENS = 500;

  private record Token(String client, String value) {}

  private final KeptConnection connection;
  private final List<Token> tokens;
  private int next;

  private Introspector(KeptConnection connection, List<Token> tokens) {
    this.connection = connection;
    this.tokens = tokens;
  }

  /// One with tokens of grants that it draws, made as the server makes them.
  static Introspector drawing(
      KeptConnection connection, Population population, IntSupplier share, KeyRing keys) {
    SigningKey key = keys.signing("ES256").orElseThrow();
    List<Token> tokens = new ArrayList<>(TOKENS);
    for (int i = 0; i < TOKENS; i++) {
      int grant = share.getAsInt();
      tokens.add(
          new Token(
              Population.client(grant),
              key.sign(AccessTokens.TYP, claims(population, grant, Instant.now()).bytes())));
    }
    return new Introspector(connection, tokens);
  }

  private static Json claims(Population population, int grant, Instant now) {
    return Json.object()
        .with("iss", population.issuer())
        .with("sub", Population.subject(grant))
        .with("aud", "https://api.example.com/")
        .with("client_id", Population.client(grant))
        .with("scope", "playlist.read playlist.write")
        .with("iat", now.getEpochSecond())
        .with("exp", now.plusSeconds(3600).getEpochSecond())
        .with("jti", "g" + Population.id(grant) + "AAAAAAAAAAA")
        .withAll(Map.of("auth_time", now.getEpochSecond(), "roles", List.of("listener")));
  }

  @Override
  public boolean work() throws IOException {
    Token token = tokens.get(next);
    next = (next + 1) % tokens.size();
    int status =
        connection.post("/introspect", ServerProcess.basic(token.client), "token=" + token.value);
    return status == 200 && connection.body().startsWith("{\"active\":true");
  }

  @Override
  public void close() {
    connection.close();
  }
}

package dev.mapae.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What callers do again and again.
enum Workload {
  CLIENT_CREDENTIALS("client credentials") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws IOException {
      String form = "grant_type=client_credentials&scope=" + server.clientScope().replace(' ', '+');
      return each(
          server,
          count,
          connection ->
              connection.post(server.paths().token(), server.authorization(), form) == 200
                  && connection.body().contains("\"access_token\""));
    }

    @Override
    Optional<Loop.Worker> signature() throws GeneralSecurityException {
      return Optional.of(Bare.signature());
    }
  },

  /// Of access tokens that come again.
  INTROSPECTION("introspection") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws Exception {
      Turns tokens = new Turns(accessTokens(server));
      return each(
          server,
          count,
          connection ->
              connection.post(
                          server.paths().introspection(),
                          server.authorization(),
                          "token=" + tokens.next())
                      == 200
                  && ACTIVE.matcher(connection.body()).find());
    }
  },

  /// With access tokens that come again.
  USER_INFO("UserInfo") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws Exception {
      Turns tokens = new Turns(accessTokens(server));
      return each(
          server,
          count,
          connection ->
              connection.get(server.paths().userInfo(), "Bearer " + tokens.next()) == 200
                  && connection.body().contains("\"sub\""));
    }
  },

  /// Without ID token, where the server does so.
  REFRESH("refresh") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws Exception {
      Deque<String> tokens = new ArrayDeque<>(refreshTokens(server, server.refreshScope(), count));
      return each(server, count, new Refresh(server, tokens, "")::once);
    }
  },

  /// Which Mapae signs by RS256.
  REFRESH_WITH_ID_TOKEN("refresh with an ID token") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws Exception {
      Deque<String> tokens = new ArrayDeque<>(refreshTokens(server, server.personScope(), count));
      return each(server, count, new Refresh(server, tokens, "\"id_token\"")::once);
    }

    @Override
    Optional<Loop.Worker> signature() throws GeneralSecurityException {
      return Optional.of(Bare.rsaSignature());
    }
  },

  DISCOVERY("discovery") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws IOException {
      return each(
          server, count, connection -> connection.get(server.paths().discovery(), "") == 200);
    }
  },

  JWKS("JWKS") {
    @Override
    List<Caller> callers(MeasuredServer server, int count) throws IOException {
      return each(server, count, connection -> connection.get(server.paths().jwks(), "") == 200);
    }
  };

  private static final int TOKENS = 200;
  private static final Pattern ACTIVE = Pattern.compile("\"active\" *: *true");
  private static final Pattern REFRESH_TOKEN =
      Pattern.compile("\"refresh_token\" *: *\"([^\"]+)\"");

  private final String title;

  Workload(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// As many callers, each with a connection of its own.
  abstract List<Caller> callers(MeasuredServer server, int count) throws Exception;

  /// The signature that it is compared with.
  Optional<Loop.Worker> signature() throws GeneralSecurityException {
    return Optional.empty();
  }

  private static List<String> accessTokens(MeasuredServer server) throws Exception {
    return new Person(server).grant(TOKENS).stream().map(Person.Tokens::accessToken).toList();
  }

  /// Each of a session of its own, as of so many people: there are servers for which all tokens of
  /// a session are one.
  private static List<String> refreshTokens(MeasuredServer server, String scope, int count)
      throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Person person = Person.granting(server, scope);
      tokens.add(person.grant(1).getFirst().refreshToken());
    }
    return tokens;
  }

  private static List<Caller> each(MeasuredServer server, int count, Call call) throws IOException {
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      callers.add(new Caller(new KeptConnection(server.uri()), call));
    }
    return callers;
  }

  /// What is done once, on a connection.
  @FunctionalInterface
  private interface Call {
    boolean on(KeptConnection connection) throws IOException;
  }

  /// One who does it again and again.
  record Caller(KeptConnection connection, Call call) implements Loop.Worker, AutoCloseable {
    @Override
    public boolean work() throws IOException {
      return call.on(connection);
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  /// Hands out the same texts in turn.
  private static final class Turns {
    private final List<String> texts;
    private int next;

    Turns(List<String> texts) {
      this.texts = List.copyOf(texts);
    }

    synchronized String next() {
      next = (next + 1) % texts.size();
      return texts.get(next);
    }
  }

  /// Spends a refresh token and keeps the one that comes for it, or the same where the server does
  /// not rotate.
  ///
  /// @param expected in the answer
  private record Refresh(MeasuredServer server, Deque<String> tokens, String expected) {
    boolean once(KeptConnection connection) throws IOException {
      String token;
      synchronized (tokens) {
        token = tokens.remove();
      }
      int status =
          connection.post(
              server.paths().token(),
              server.authorization(),
              "grant_type=refresh_token&refresh_token=" + token);
      Matcher fresh = REFRESH_TOKEN.matcher(connection.body());
      synchronized (tokens) {
        tokens.add(fresh.find() ? fresh.group(1) : token);
      }
      return status == 200 && connection.body().contains(expected);
    }
  }
}

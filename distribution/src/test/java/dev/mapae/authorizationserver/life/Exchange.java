package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Something that an actor does, and what it is answered.
///
/// @param about who signs in, or how much time passes
/// @param presented the code, token or session that it is about
/// @param begun whether a step of it was taken
/// @param changed whether one of its steps changed anything
/// @param answer empty while it goes on
record Exchange(
    Kind kind,
    String about,
    Optional<Token> presented,
    boolean begun,
    boolean changed,
    Optional<Answer> answer) {

  enum Kind {
    /// The rightful client redeems its code or refreshes, and everything about it is right.
    PRESENT,
    /// Something about a request with a code or token is not right: it must come to nothing.
    INTRUDE,
    /// The rightful client revokes a token.
    REVOKE,
    /// A person allows something, or allowed it before.
    ALLOW,
    SIGN_IN,
    SIGN_OUT,
    SWEEP,
    PASS_TIME
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isOf(String grant) {
    return presented.filter(token -> token.row().equals(grant)).isPresent();
  }

  boolean isAnswered() {
    return answer.isPresent();
  }

  boolean gotTokens() {
    return got("access_token").isPresent();
  }

  /// Whether the client was told that it used something again, which ended its grant.
  boolean wasReplay() {
    return got("error_description").filter(d -> d.startsWith("This was used before.")).isPresent();
  }

  /// Whether the client was told that it came too late.
  boolean wasTooLate() {
    return got("error_description").filter(d -> d.contains("has expired")).isPresent();
  }

  /// A member of the answer, such as a code or a token.
  Optional<String> got(String member) {
    return answer.flatMap(a -> Optional.ofNullable((String) a.members().get(member)));
  }

  @Override
  public String toString() {
    return "%s %s → %s"
        .formatted(
            kind,
            presented.map(Token::toString).orElse(about),
            answer.map(Answer::toString).orElse("…"));
  }

  /// An answer, as far as it matters.
  ///
  /// @param members of the JSON, or of the query of the redirect
  /// @param tokens that were issued
  record Answer(int status, Map<String, Object> members, List<Token> tokens) {
    private Answer(int status, Map<String, Object> members) {
      this(
          status,
          members,
          Stream.of("code", "refresh_token", "access_token")
              .filter(members::containsKey)
              .map(name -> Token.of((String) members.get(name)))
              .toList());
    }

    static Answer of(Response response) {
      Optional<String> location = response.header("Location");
      if (location.isPresent()) {
        return new Answer(response.status(), query(location.get()));
      }
      boolean isJson = response.header("Content-Type").equals(Optional.of(Response.JSON));
      return new Answer(response.status(), isJson ? TestServer.json(response) : Map.of());
    }

    private static Map<String, Object> query(String location) {
      Map<String, Object> members = new LinkedHashMap<>();
      Parameters.parse(Optional.ofNullable(URI.create(location).getRawQuery()).orElse("")).stream()
          .forEach(p -> members.put(p.getKey(), p.getValue().getFirst()));
      return members;
    }

    /// `200`, or `400 invalid_grant`.
    @Override
    public String toString() {
      return status + (members.containsKey("error") ? " " + members.get("error") : "");
    }
  }
}

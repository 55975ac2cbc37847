package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.life.Exchange.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One grant, as the exchanges of all actors tell of it, in no particular order.
///
/// @param session the one with which it ends; empty when it stays after a sign-out
/// @param issued every code and token of it
/// @param exchanges everybody's, also about other things
record GrantStory(
    String id,
    String client,
    Optional<String> session,
    List<Token> issued,
    List<Exchange> exchanges) {

  /// The stories of all grants.
  static List<GrantStory> of(List<Exchange> exchanges, World world) {
    Map<String, List<Token>> issued = new LinkedHashMap<>();
    exchanges.stream()
        .flatMap(e -> e.answer().stream())
        .flatMap(answer -> answer.tokens().stream())
        .forEach(t -> issued.computeIfAbsent(t.row(), _ -> new ArrayList<>()).add(t));
    return issued.entrySet().stream()
        .map(grant -> of(grant.getKey(), grant.getValue(), exchanges, world))
        .toList();
  }

  private static GrantStory of(
      String id, List<Token> issued, List<Exchange> exchanges, World world) {
    Map<String, Object> row = world.row("grants", id);
    return new GrantStory(
        id,
        (String) row.get("client_id"),
        World.isSet(row.get("ends_with_session"))
            ? Optional.of((String) row.get("session_id"))
            : Optional.empty(),
        issued.stream().distinct().toList(),
        exchanges);
  }

  /// The code and the refresh tokens, the oldest first.
  List<Token> handles() {
    return issued.stream()
        .filter(Token::isHandle)
        .sorted(Comparator.comparingInt(Token::generation))
        .toList();
  }

  /// How often its client presented this handle, and was right in all else.
  List<Exchange> presentations(Token handle) {
    return exchanges.stream()
        .filter(e -> e.is(Kind.PRESENT) && e.presented().equals(Optional.of(handle)))
        .toList();
  }

  /// Whether its client began to present a handle of this generation or a later one.
  boolean hasBegun(int generation) {
    return exchanges.stream()
        .filter(e -> e.is(Kind.PRESENT) && e.isOf(id) && e.begun())
        .anyMatch(e -> e.presented().orElseThrow().generation() >= generation);
  }

  Duration grace() {
    return client.equals("forgiven") ? Duration.ofSeconds(10) : Duration.ZERO;
  }

  boolean isForgivable(Token handle) {
    return handle.kind() == Token.Kind.REFRESH_TOKEN && grace().isPositive();
  }
}

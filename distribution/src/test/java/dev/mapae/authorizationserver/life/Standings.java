package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.TestClients;
import dev.mapae.authorizationserver.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How codes and tokens stand in a state of the world: every node is really asked.
final class Standings {
  private final World world;
  private final List<TestServer> nodes;
  private final Map<Question, Standing> known = new HashMap<>();

  Standings(World world, List<TestServer> nodes) {
    this.world = world;
    this.nodes = nodes;
  }

  /// What an answer to the rightful client would be.
  ///
  /// @param active what introspection says; of a code, which it does not know, whether it is
  ///   accepted
  /// @param accepted whether tokens are given for it, or, of an access token, the same as `active`
  record Standing(boolean active, boolean accepted) {
    boolean isDead() {
      return !active && !accepted;
    }

    boolean isGood() {
      return active && accepted;
    }
  }

  private record Question(int world, String client, String value) {}

  Standing of(int state, String client, Token token) {
    return known.computeIfAbsent(
        new Question(state, client, token.value()),
        _ -> {
          List<Standing> all =
              nodes.stream().map(n -> ask(state, client, token, new TestClients(n))).toList();
          if (all.stream().distinct().count() != 1) {
            throw new AssertionError("the nodes do not agree about a " + token + ": " + all);
          }
          return all.getFirst();
        });
  }

  private Standing ask(int state, String client, Token token, TestClients node) {
    return switch (token.kind()) {
      case CODE -> {
        boolean accepted =
            world.asked(state, () -> node.redeem(client, token.value()).status() == 200);
        yield new Standing(accepted, accepted);
      }
      case REFRESH_TOKEN ->
          new Standing(
              world.asked(state, () -> node.isActive(client, token.value())),
              world.asked(state, () -> node.refresh(client, token.value()).status() == 200));
      case ACCESS_TOKEN, SESSION -> {
        boolean active = world.asked(state, () -> node.isActive(client, token.value()));
        yield new Standing(active, active);
      }
    };
  }
}

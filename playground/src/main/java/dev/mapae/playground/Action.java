package dev.mapae.playground;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a visitor can do in a flow: each is a button.
enum Action {
  PLAY("play", Group.PLAY, 200),

  ME("me", Group.GO_ON, 200),
  USERINFO("userinfo", Group.GO_ON, 200),
  REFRESH("refresh", Group.GO_ON, 200),
  MORE_SCOPE("more-scope", Group.GO_ON, 201),
  BASIC("basic", Group.GO_ON, 200),

  NO_TOKEN("no-token", Group.BREAK, 401),
  EXPIRED("expired", Group.BREAK, 401),
  TAMPERED("tampered", Group.BREAK, 401),
  ADD("add", Group.BREAK, 403),
  REPLAY("replay", Group.BREAK, 400),

  FORGET("forget", Group.FORGET, 0);

  /// Where the button stands.
  enum Group {
    PLAY("play"),
    GO_ON("go-on"),
    BREAK("break"),
    FORGET("forget");

    private final String id;

    Group(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  private final String id;
  private final Group group;
  private final int expectedStatus;

  Action(String id, Group group, int expectedStatus) {
    this.id = id;
    this.group = group;
    this.expectedStatus = expectedStatus;
  }

  /// What it is called in addresses and messages.
  String id() {
    return id;
  }

  /// The status that the last answer will have.
  int expectedStatus() {
    return expectedStatus;
  }

  /// Whether the flow has to be played first.
  boolean needsToken() {
    return switch (this) {
      case PLAY, MORE_SCOPE, BASIC, NO_TOKEN, FORGET -> false;
      case ME, USERINFO, REFRESH, EXPIRED, TAMPERED, ADD, REPLAY -> true;
    };
  }

  private boolean belongs(Flow flow) {
    return switch (this) {
      case USERINFO, REFRESH, REPLAY -> flow == Flow.AUTHORIZATION_CODE;
      case BASIC -> flow == Flow.CLIENT_CREDENTIALS;
      case PLAY, ME, MORE_SCOPE, NO_TOKEN, EXPIRED, TAMPERED, ADD, FORGET -> true;
    };
  }

  static List<Action> of(Flow flow, Group group) {
    return Arrays.stream(values())
        .filter(action -> action.group == group && action.belongs(flow))
        .toList();
  }

  static Optional<Action> of(Flow flow, String id) {
    return Arrays.stream(values())
        .filter(action -> action.id.equals(id) && action.belongs(flow))
        .findFirst();
  }
}

package dev.mapae.playground;

import java.util.Optional;

/// The flows that the page plays.
enum Flow {
  /// A program acts for itself. RFC 6749 §4.4.
  CLIENT_CREDENTIALS("client-credentials"),
  /// A person lets a program act for them. RFC 6749 §4.1.
  AUTHORIZATION_CODE("authorization-code");

  private final String id;

  Flow(String id) {
    this.id = id;
  }

  /// What it is called in addresses and messages.
  String id() {
    return id;
  }

  String path() {
    return "/" + id;
  }

  static Optional<Flow> of(String id) {
    for (Flow flow : values()) {
      if (flow.id.equals(id)) {
        return Optional.of(flow);
      }
    }
    return Optional.empty();
  }
}

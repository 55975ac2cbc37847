package dev.mapae.distribution.nodes;

/// What a client asks a person for.
enum Wish {
  WHILE_AWAY("playlist.read"),
  WHILE_AWAY_AND_TO_KNOW_WHO("openid offline_access playlist.read"),
  WHILE_SIGNED_IN("openid playlist.read");

  private final String scope;

  Wish(String scope) {
    this.scope = scope;
  }

  String scope() {
    return scope;
  }

  boolean endsWithSession() {
    return this == WHILE_SIGNED_IN;
  }
}

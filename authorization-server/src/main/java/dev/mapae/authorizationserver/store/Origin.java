package dev.mapae.authorizationserver.store;

/// Where an entry came from, and so who may change it.
public enum Origin {
  /// The configuration file; read-only everywhere else.
  DECLARED,
  /// The administration API or command line.
  ADMINISTERED,
  /// A client that registered itself (RFC 7591, client ID metadata document), or a person who
  /// signed up.
  SELF_REGISTERED
}

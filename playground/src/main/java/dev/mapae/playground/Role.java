package dev.mapae.playground;

/// The four roles. RFC 6749 §1.1.
enum Role {
  RESOURCE_OWNER("resource-owner", 1),
  CLIENT("client", 2),
  AUTHORIZATION_SERVER("authorization-server", 3),
  RESOURCE_SERVER("resource-server", 4);

  private final String id;
  private final int column;

  Role(String id, int column) {
    this.id = id;
    this.column = column;
  }

  /// What it is called in messages and style sheet.
  String id() {
    return id;
  }

  /// Its column in the pictures, from 1.
  int column() {
    return column;
  }
}

package dev.mapae.distribution.nodes;

import dev.mapae.testpostgres.TestPostgres;

/// What nodes keep their grants in.
enum Engine {
  /// One file, and so one node.
  SQLITE(1) {
    @Override
    String freshDatabase() {
      return "sqlite:mapae.db";
    }
  },

  POSTGRESQL(2) {
    @Override
    String freshDatabase() {
      return TestPostgres.shared().freshDatabase();
    }
  };

  private final int nodes;

  Engine(int nodes) {
    this.nodes = nodes;
  }

  /// How many nodes to try it with.
  int nodes() {
    return nodes;
  }

  /// An empty database, as in a configuration file.
  abstract String freshDatabase();
}

package dev.mapae.distribution.nodes;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// Many bring the same code or refresh token at the same moment: one wins. RFC 6749 §4.1.2, RFC
/// 9700 §4.14.2.
@Tag("socket")
class RaceTests {
  @Nested
  class On_one_node_with_SQLite extends Races {
    On_one_node_with_SQLite() {
      super(Engine.SQLITE);
    }
  }

  @Nested
  class On_two_nodes_with_PostgreSQL extends Races {
    On_two_nodes_with_PostgreSQL() {
      super(Engine.POSTGRESQL);
    }
  }
}

package dev.mapae.storage;

import dev.mapae.authorizationserver.store.DeclarationRefusedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What tables with declared entries have in common.
///
/// @param name the column with the name that the configuration file gives
/// @param key the column with that name as it is compared
/// @param kind what one of them is called, and `called` the file's word for its name
record DeclaredRows(String table, String name, String key, String kind, String called) {
  static final DeclaredRows CLIENTS =
      new DeclaredRows("clients", "id", "id", "client", "client_id");
  static final DeclaredRows PEOPLE =
      new DeclaredRows("people", "username", "username_folded", "user", "username");
  static final DeclaredRows RESOURCES =
      new DeclaredRows("resources", "uri", "uri", "resource", "resource");

  Map<String, String> fingerprints(Sql sql, String issuer) throws SQLException {
    Map<String, String> fingerprints = new LinkedHashMap<>();
    sql.all(
            "SELECT %s, fingerprint FROM %s WHERE issuer = ? AND origin = 'DECLARED' ORDER BY 1"
                .formatted(name, table),
            row -> Map.entry(row.text(), row.textIfAny().orElse("")),
            issuer)
        .forEach(entry -> fingerprints.put(entry.getKey(), entry.getValue()));
    return fingerprints;
  }

  /// Inserts or replaces one, and nothing that was not declared; the counter was moved already.
  ///
  /// @param name for whoever wrote the file
  /// @param upsert ends before its `WHERE`
  void declare(Sql sql, String issuer, String name, String upsert, Object... values)
      throws SQLException {
    if (sql.update(upsert + " WHERE " + table + ".origin = 'DECLARED'", values) == 0) {
      throw DeclarationRefusedException.notDeclared(kind, called, name);
    }
  }

  /// Disables those that are not kept. Their fingerprints are emptied, so that one which comes back
  /// unchanged is declared again.
  ///
  /// @param kept keys
  /// @return the keys of those that it disabled
  List<String> disableExcept(Sql sql, String issuer, Set<String> kept) throws SQLException {
    List<String> vanished =
        sql
            .all(
                "SELECT %s FROM %s WHERE issuer = ? AND origin = 'DECLARED' AND enabled"
                    .formatted(key, table),
                Row::text,
                issuer)
            .stream()
            .filter(found -> !kept.contains(found))
            .toList();
    if (vanished.isEmpty()) {
      return vanished;
    }
    SqlChanges.note(sql, issuer);
    List<String> disabled = new ArrayList<>();
    for (String name : vanished) {
      // They were read before the counter was locked, and another node may have been quicker.
      int count =
          sql.update(
              """
              UPDATE %s SET enabled = FALSE, fingerprint = ''
              WHERE issuer = ? AND %s = ? AND origin = 'DECLARED' AND enabled
              """
                  .formatted(table, key),
              issuer,
              name);
      if (count == 1) {
        disabled.add(name);
      }
    }
    return disabled;
  }
}

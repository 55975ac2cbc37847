package dev.mapae.storage;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Authorization details (RFC 9396) in the column `claims` of grants, which is JSON: the `claims`
/// parameter as this server writes it, with a member that no client can give it. A node that does
/// not know the member reads past it, and so gives tokens without details; it reads 4096 characters
/// of the column, so both have to fit (`DetailsParameter`).
final class SqlDetails {
  private static final String MEMBER = AuthorizationDetail.PARAMETER;
  private static final String SIGN = "\"" + MEMBER + "\":";

  private SqlDetails() {}

  static Optional<String> column(Optional<String> claims, List<AuthorizationDetail> details) {
    if (details.isEmpty()) {
      return claims;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    claims.ifPresent(text -> members.putAll(Document.read(text).members()));
    members.put(MEMBER, details.stream().map(AuthorizationDetail::members).toList());
    return Optional.of(Document.write(members));
  }

  /// The `claims` parameter of a column.
  static Optional<String> claims(String column) {
    if (!column.contains(SIGN)) {
      return Optional.of(column);
    }
    Map<String, Object> members = new LinkedHashMap<>(Document.read(column).members());
    members.remove(MEMBER);
    return members.isEmpty() ? Optional.empty() : Optional.of(Json.write(members));
  }

  static List<AuthorizationDetail> details(String column) {
    // Few grants have any, and the others are not to be parsed for it.
    return column.contains(SIGN)
        ? Document.read(column).documentsIfAny(MEMBER).stream()
            .map(Document::members)
            .map(AuthorizationDetail::new)
            .toList()
        : List.of();
  }
}

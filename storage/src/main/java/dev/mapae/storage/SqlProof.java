package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions.Proof;
import dev.mapae.authorizationserver.store.Sessions.Second;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What must be so of what a person signs in with when a session of theirs is kept, in SQL.
record SqlProof(String issuer, Session session, Proof proof) {
  private static final String SOME =
      "EXISTS (SELECT 1 FROM factors f WHERE f.issuer = ? AND f.subject = ? AND f.kind <> ?)";
  private static final String THIS =
      "EXISTS (SELECT 1 FROM factors f WHERE f.issuer = ? AND f.subject = ? AND f.id = ?)";
  private static final String IDENTITY =
      "EXISTS (SELECT 1 FROM upstream_identities u WHERE u.issuer = ? AND u.subject = ? AND u.id = ?)";

  /// A statement that ends with conditions, and with this one besides.
  ///
  /// @param end of the statement
  Change inserting(String insert, String end, Object... values) {
    return condition()
        .map(also ->
            new Change(insert + " AND " + also.sql() + end, together(values, also.values())))
        .orElseGet(() -> new Change(insert + end, values));
  }

  /// Follows it: where it waited for somebody who changed what the person has, it saw what was
  /// before, and this sees what is.
  List<Change> after() {
    Object[] values = {issuer, session.id()};
    return condition().stream()
        .map(also ->
            new Change(
                "DELETE FROM sessions WHERE issuer = ? AND id = ? AND NOT " + also.sql(),
                together(values, also.values())))
        .toList();
  }

  private static Object[] together(Object[] some, Object[] more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray();
  }

  private Optional<Change> condition() {
    Optional<Change> identity =
        proof.identity().map(id -> new Change(IDENTITY, issuer, session.subject(), id));
    Optional<Change> second = second();
    return identity.isPresent() && second.isPresent()
        ? Optional.of(
            new Change(
                "(" + identity.get().sql() + " AND " + second.get().sql() + ")",
                together(identity.get().values(), second.get().values())))
        : identity.or(() -> second);
  }

  private Optional<Change> second() {
    String subject = session.subject();
    return switch (proof.second()) {
      case Second.Any() -> Optional.empty();
      case Second.Nothing() ->
          Optional.of(new Change("(NOT " + SOME + ")", issuer, subject, Kind.RECOVERY_CODE));
      case Second.Spent() -> Optional.of(new Change(SOME, issuer, subject, Kind.RECOVERY_CODE));
      case Second.This(var id) -> Optional.of(new Change(THIS, issuer, subject, id));
    };
  }
}

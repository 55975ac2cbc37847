package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.store.Client;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One thing that a profile asks of a client.
///
/// @param section where it is from
/// @param key the setting that it is about
/// @param problem what is wrong where it is not met
/// @param mend how to mend that
/// @param isMet whether a client meets it
/// @param tightened a client that is held to it; the same one where only its owner can mend it
public record Requirement(
    String section,
    String key,
    String problem,
    String mend,
    Predicate<Client> isMet,
    UnaryOperator<Client> tightened) {

  /// What is wrong, and how to mend it.
  public String wrong() {
    return problem + "; " + mend;
  }

  /// One that nobody but the owner of the client can meet: what it needs is not there, or the
  /// client could not go on with less.
  static Requirement registered(
      String section, String key, String problem, String mend, Predicate<Client> isMet) {
    return new Requirement(section, key, problem, mend, isMet, UnaryOperator.identity());
  }
}

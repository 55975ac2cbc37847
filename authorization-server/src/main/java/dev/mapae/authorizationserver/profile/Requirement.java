package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.store.Client;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One thing that a profile asks of a client.
///
/// @param section where it is from
/// @param key the setting that it is about
/// @param wrong what is wrong where it is not met, and behind a semicolon how to mend it
/// @param isMet whether a client meets it
/// @param tightened a client that is held to it; the same one where only its owner can mend it
public record Requirement(
    String section,
    String key,
    String wrong,
    Predicate<Client> isMet,
    UnaryOperator<Client> tightened) {

  /// What is wrong.
  public String problem() {
    return wrong.substring(0, wrong.indexOf("; "));
  }

  /// How to mend it.
  public String mend() {
    return wrong.substring(wrong.indexOf("; ") + 2);
  }

  /// One to which the server holds every client, whatever it registered.
  static Requirement held(
      String section,
      String key,
      String wrong,
      Predicate<Client> isMet,
      UnaryOperator<Client> tightened) {
    return new Requirement(section, key, wrong, isMet, tightened);
  }

  /// One that nobody but the owner of the client can meet: what it needs is not there, or the
  /// client could not go on with less.
  static Requirement registered(String section, String key, String wrong, Predicate<Client> isMet) {
    return new Requirement(section, key, wrong, isMet, UnaryOperator.identity());
  }
}

package dev.mapae.authorizationserver.store;

import java.util.function.Predicate;

/// For whom the server does anything: whoever is enabled and, where that is required, proved that
/// their address is theirs. Asked where somebody signs in, at each token that is issued, and at
/// each that is presented.
///
/// @param requireVerifiedAddress whether an account that somebody made for themselves is of no use
///   until its address is confirmed
public record UsablePeople(boolean requireVerifiedAddress) implements Predicate<Person> {
  @Override
  public boolean test(Person person) {
    return person.enabled() && isConfirmed(person);
  }

  /// Whether nothing is missing of the address of somebody. Nobody asked for one who made their
  /// account before mails went out: they go on without.
  public boolean isConfirmed(Person person) {
    return !requireVerifiedAddress
        || person.origin() != Origin.SELF_REGISTERED
        || !person.claims().containsKey("email")
        || person.verifiedAddress().isPresent();
  }
}

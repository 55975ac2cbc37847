package dev.mapae.authorizationserver.account;

import dev.mapae.authorizationserver.authentication.Passwords;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.pace.Kind;
import dev.mapae.authorizationserver.pace.Paces;
import dev.mapae.authorizationserver.store.Clients;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Makes people known here who come by themselves.
public final class Accounts {
  private final People people;
  private final Clients clients;
  private final Passwords passwords;
  private final PasswordRules rules;
  private final Ids ids;
  private final Paces paces;

  public Accounts(
      People people,
      Clients clients,
      Passwords passwords,
      PasswordRules rules,
      Ids ids,
      Paces paces) {
    this.people = people;
    this.clients = clients;
    this.passwords = passwords;
    this.rules = rules;
    this.ids = ids;
    this.paces = paces;
  }

  /// What came of it.
  public sealed interface Result {
    record Created(Person person) implements Result {}

    /// Nobody was made known.
    record Refused(Fault fault) implements Result {}
  }

  /// Makes somebody known. Their password is looked at last of all, and hashed only for a username
  /// that is free: both cost more than all the rest.
  ///
  /// @param remoteAddress whose pace it counts for
  /// @param needsAddress whether they have to give an e-mail address
  public Result create(String remoteAddress, NewAccount chosen, boolean needsAddress) {
    Optional<Fault> fault = chosen.fault(needsAddress);
    if (fault.isPresent()) {
      return new Result.Refused(fault.get());
    }
    if (!mayTry(remoteAddress)) {
      return new Result.Refused(Fault.TOO_MANY);
    }
    Optional<Fault> ofPassword = chosen.passwordFault(rules);
    if (ofPassword.isPresent()) {
      return new Result.Refused(ofPassword.get());
    }
    if (isTaken(chosen.username())) {
      return new Result.Refused(Fault.USERNAME_TAKEN);
    }
    if (!mayMakeOneMore(Kind.ACCOUNTS)) {
      return new Result.Refused(Fault.TOO_MANY);
    }
    try {
      Person person =
          person(chosen, Optional.of(passwords.hash(chosen.password())), needsAddress, false);
      return people.add(person)
          ? new Result.Created(person)
          : new Result.Refused(Fault.USERNAME_TAKEN);
    } catch (Passwords.Busy e) {
      return new Result.Refused(Fault.BUSY);
    }
  }

  /// Makes somebody known who signs in without a password, as [#create] does.
  ///
  /// @param chosen with an address only where it is proved to be theirs
  /// @param keeps them together with what they sign in with; false where the username, the address
  ///   or that is another's
  public Result createWithoutPassword(
      String remoteAddress, NewAccount chosen, Predicate<Person> keeps) {
    Optional<Fault> fault = chosen.fault(false);
    if (fault.isPresent()) {
      return new Result.Refused(fault.get());
    }
    if (!mayTry(remoteAddress)) {
      return new Result.Refused(Fault.TOO_MANY);
    }
    if (isTaken(chosen.username())) {
      return new Result.Refused(Fault.USERNAME_TAKEN);
    }
    if (!mayMakeOneMore(Kind.ACCOUNTS_BY_PROVIDERS)) {
      return new Result.Refused(Fault.TOO_MANY);
    }
    Person person = person(chosen, Optional.empty(), !chosen.email().isEmpty(), true);
    return keeps.test(person)
        ? new Result.Created(person)
        : new Result.Refused(Fault.USERNAME_TAKEN);
  }

  /// How many characters a password has.
  public int leastPassword() {
    return rules.least();
  }

  /// Also what makes no account: the answer tells whether a username is taken.
  private boolean mayTry(String remoteAddress) {
    return paces.admits(
        List.of(
            paces.ofNetwork(Kind.ACCOUNTS_OF_NETWORK, remoteAddress),
            paces.of(Kind.ACCOUNTS_OF_SITE, Pace.site(remoteAddress))));
  }

  /// Asked last of all, so that nobody uses up what all may make by what makes none.
  private boolean mayMakeOneMore(Kind ofAll) {
    return paces.admits(List.of(paces.of(ofAll, "")));
  }

  /// Programs that mix up what they are told must not take one for another, either.
  private boolean isTaken(String username) {
    return people.findByUsername(username).isPresent()
        || people.find(username).isPresent()
        || clients.find(username).isPresent();
  }

  private Person person(
      NewAccount chosen, Optional<String> passwordHash, boolean withAddress, boolean verified) {
    Map<String, Object> claims = new LinkedHashMap<>();
    if (!chosen.name().isEmpty()) {
      claims.put("name", chosen.name());
    }
    if (withAddress) {
      claims.put("email", chosen.email());
      claims.put("email_verified", verified);
    }
    return new Person(
        ids.next(),
        chosen.username(),
        Origin.SELF_REGISTERED,
        true,
        passwordHash,
        Set.of(),
        claims);
  }
}

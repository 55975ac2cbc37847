package dev.mapae.authorizationserver.home;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages.Profile;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What applications are told of somebody who allows it, as far as they say it themselves. OIDC
/// Core §5.1. Of people who were declared, the configuration file says it.
///
/// @param brought of whom the site says it that brings them
public record ProfilePage(
    FrontDoor door,
    People people,
    Predicate<Person> brought,
    Journal journal,
    Audit audit,
    InstantSource clock)
    implements PersonalPage<Profile> {
  private static final String SAVED = "saved";

  @Override
  public Outcome<Profile> get(Request request) {
    return door.open(
        request,
        AccountPlace.PROFILE,
        who ->
            content(
                who.person(),
                values(who.person()),
                door.done(request, AccountPlace.PROFILE, who).filter(SAVED::equals).isPresent(),
                Optional.empty()));
  }

  /// With a field for each claim; what is empty is taken away.
  @Override
  public Outcome<Profile> post(Request request) {
    return door.take(request, AccountPlace.PROFILE, (who, form) -> change(request, who, form));
  }

  private Outcome<Profile> change(Request request, Sessions.Found who, Parameters form) {
    Person person = who.person();
    Map<String, String> typed = new LinkedHashMap<>();
    for (String claim : OwnClaims.ALL) {
      typed.put(claim, form.one(claim).orElse("").strip());
    }
    Optional<String> fault =
        typed.entrySet().stream()
            .filter(claim -> !OwnClaims.isGood(claim.getKey(), claim.getValue()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (isDeclared(person)) {
      return door.show(
          request,
          AccountPlace.PROFILE,
          who,
          content(person, values(person), false, Optional.empty()));
    }
    if (fault.isPresent()) {
      return door.show(request, AccountPlace.PROFILE, who, content(person, typed, false, fault));
    }
    return door.back(
        request, AccountPlace.PROFILE, who.session(), save(request, person, typed) ? SAVED : "");
  }

  private boolean save(Request request, Person person, Map<String, String> typed) {
    Map<String, Object> claims = new LinkedHashMap<>(typed);
    claims.values().removeIf(""::equals);
    claims.put("updated_at", clock.instant().getEpochSecond());
    Set<String> without = new HashSet<>(typed.keySet());
    without.removeAll(claims.keySet());
    Optional<Person> changed =
        people.changeClaims(
            person.subject(),
            claims,
            without,
            journal.ofTheHour(Activity.Kind.PROFILE_CHANGED, request, person.subject()));
    if (changed.isPresent()) {
      audit.record(
          AuditEvent.of(AuditEvent.Type.PROFILE_CHANGED, request).with("sub", person.subject()));
    }
    return changed.isPresent();
  }

  private Profile content(
      Person person, Map<String, String> values, boolean saved, Optional<String> fault) {
    return new Profile(person.username(), isDeclared(person), values, saved, fault);
  }

  private static Map<String, String> values(Person person) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String claim : OwnClaims.ALL) {
      values.put(claim, person.claims().get(claim) instanceof String text ? text : "");
    }
    return values;
  }

  private boolean isDeclared(Person person) {
    return person.origin() == Origin.DECLARED || brought.test(person);
  }
}

package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.authorize.ConsentForm;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignedInPerson;
import dev.mapae.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a site answers, as JSON: every member is known, and of its type.
final class OutcomeDocument {
  private static final int LONGEST = 16 * 1024;
  private static final int MOST = 100;
  private static final String DECLINED = "declined";
  private static final double LAST_SECOND = 253_402_300_799.0;

  private final Map<String, Object> members;

  private OutcomeDocument(Map<String, Object> members) {
    this.members = members;
  }

  static OutcomeDocument parse(String text) {
    return Optional.of(text)
        .filter(t -> t.length() <= LONGEST)
        .flatMap(Json::parseObject)
        .map(OutcomeDocument::new)
        .orElseThrow(() ->
            Problem.INVALID_OUTCOME.because("The outcome is no JSON object of 16 KiB at most."));
  }

  /// The member that says who somebody is.
  static String nameMember(People people) {
    return switch (people) {
      case BROUGHT -> "sub";
      case KNOWN -> "username";
    };
  }

  /// Who signed in; empty where they did not want to.
  Optional<SignedInPerson> person(People people) {
    if (isDeclined()) {
      return Optional.empty();
    }
    String name = nameMember(people);
    requireOnly(Set.of(name, "auth_time", "amr", "claims", "roles"));
    return Optional.of(
        new SignedInPerson(
            who(name), authTime(), texts("amr"), claims(), new HashSet<>(texts("roles"))));
  }

  private String who(String name) {
    if (!(members.get(name) instanceof String id) || id.isEmpty()) {
      throw invalid(name, "has to be a string: who it is");
    }
    return id;
  }

  /// What somebody answered who was asked.
  ///
  /// @param who it was, as the site knows them; empty where they declined
  record Consented(Optional<String> who, ConsentForm form) {}

  /// What somebody answered who was asked.
  Consented consent(ConsentPrompt asked, People people) {
    if (isDeclined()) {
      return new Consented(Optional.empty(), new ConsentForm(false, List.of()));
    }
    String name = nameMember(people);
    requireOnly(Set.of(name, "granted"));
    String who = who(name);
    if (!members.containsKey("granted")) {
      throw invalid("granted", "is missing: the scopes that they allow");
    }
    List<String> granted = texts("granted");
    if (!asked.scopes().stream()
        .map(ConsentPrompt.RequestedScope::name)
        .toList()
        .containsAll(granted)) {
      throw invalid("granted", "has a scope that was not asked for");
    }
    return new Consented(Optional.of(who), new ConsentForm(true, granted));
  }

  private boolean isDeclined() {
    if (!members.containsKey(DECLINED)) {
      return false;
    }
    requireOnly(Set.of(DECLINED));
    if (!Boolean.TRUE.equals(members.get(DECLINED))) {
      throw invalid(DECLINED, "has to be true, or is left out");
    }
    return true;
  }

  private void requireOnly(Set<String> known) {
    if (!known.containsAll(members.keySet())) {
      throw Problem.INVALID_OUTCOME.because(
          "The outcome has a member that is not known here; there are "
              + String.join(", ", known.stream().sorted().toList())
              + " or declined.");
    }
  }

  /// A number of seconds. Whole ones count as their end: whoever leaves out the rest did not sign
  /// in before they did.
  private Optional<Instant> authTime() {
    if (!members.containsKey("auth_time")) {
      return Optional.empty();
    }
    if (!(members.get("auth_time") instanceof Number number)
        || !(number.doubleValue() >= 0 && number.doubleValue() <= LAST_SECOND)) {
      throw invalid("auth_time", "has to be a number of seconds since 1970");
    }
    return Optional.of(
        number instanceof Long || number instanceof Integer
            ? Instant.ofEpochSecond(number.longValue()).plus(Duration.ofMillis(999))
            : Instant.ofEpochMilli((long) (number.doubleValue() * 1000)));
  }

  private Map<String, Object> claims() {
    Object claims = members.getOrDefault("claims", Map.of());
    if (!(claims instanceof Map<?, ?> map)) {
      throw invalid("claims", "has to be an object");
    }
    Map<String, Object> known = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      if (value == null) {
        throw invalid("claims", "has a claim without value; leave it out");
      }
      known.put(String.valueOf(name), value);
    });
    if (known.size() > MOST || !isKept(known)) {
      throw invalid("claims", "has more than 100, or something that JSON cannot say again");
    }
    return known;
  }

  /// A number may be read that is beyond all bounds.
  private static boolean isKept(Map<String, Object> claims) {
    try {
      return Json.parseObject(Json.write(claims)).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private List<String> texts(String name) {
    Object value = members.getOrDefault(name, List.of());
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list && list.size() <= MOST) {
      list.forEach(item -> {
        if (item instanceof String text) {
          texts.add(text);
        }
      });
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    throw invalid(name, "has to be a list of strings, 100 at most");
  }

  private static Problem.Refused invalid(String member, String what) {
    return Problem.INVALID_OUTCOME.because("The member " + member + " " + what + ".");
  }
}

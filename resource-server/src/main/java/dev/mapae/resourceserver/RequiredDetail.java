package dev.mapae.resourceserver;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One object that has to be among the `authorization_details` of a token. RFC 9396 §2, §9.
///
/// @param type its `type`
/// @param members what it has to say besides, by the names of §2.2 or of its type: a text has to be
///   the only value, a list has to have them all. Texts are compared letter for letter (§12).
public record RequiredDetail(String type, Map<String, List<String>> members) {
  /// @throws IllegalArgumentException for an empty type, or a member without a value
  public RequiredDetail {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    members.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    members = Collections.unmodifiableMap(copy);
    if (type.isEmpty() || members.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("A detail has a type, and a member of it a value.");
    }
  }

  /// The same with more of one member.
  RequiredDetail with(String name, List<String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Which value of " + name + " is needed?");
    }
    Map<String, List<String>> more = new LinkedHashMap<>(members);
    more.merge(
        name,
        values,
        (some, others) -> Stream.concat(some.stream(), others.stream()).distinct().toList());
    return new RequiredDetail(type, more);
  }

  /// Whether a token has it: all of it in one object, since two that have a half each allow
  /// something else.
  boolean isIn(VerifiedToken token) {
    return token.authorizationDetails(type).stream()
        .anyMatch(detail ->
            members.entrySet().stream()
                .allMatch(member -> has(detail, member.getKey(), member.getValue())));
  }

  private static boolean has(Map<String, Object> detail, String name, List<String> values) {
    Object given = detail.get(name);
    if (given instanceof List<?> list) {
      return list.containsAll(values);
    }
    return values.size() == 1 && values.get(0).equals(given);
  }

  /// For people: `payment_initiation with actions initiate`.
  @Override
  public String toString() {
    return members.isEmpty()
        ? type
        : type
            + " with "
            + members.entrySet().stream()
                .map(member -> member.getKey() + " " + String.join(", ", member.getValue()))
                .collect(Collectors.joining(" and "));
  }
}

package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The scopes of OpenID Connect and the claims that each asks for. OIDC Core §5.1, §5.4, §11.
public final class StandardClaims {
  /// Every scope that is the server's own.
  public static final Scope SCOPES =
      Scope.of("openid", "profile", "email", "address", "phone", "offline_access");

  private static final Map<String, List<String>> BY_SCOPE =
      Map.of(
          "profile",
          List.of(
              "name",
              "family_name",
              "given_name",
              "middle_name",
              "nickname",
              "preferred_username",
              "profile",
              "picture",
              "website",
              "gender",
              "birthdate",
              "zoneinfo",
              "locale",
              "updated_at"),
          "email",
          List.of("email", "email_verified"),
          "address",
          List.of("address"),
          "phone",
          List.of("phone_number", "phone_number_verified"));

  private static final Set<String> NAMES = names(SCOPES);

  private static final Map<String, Type> NO_TEXT =
      Map.of(
          "email_verified",
          Type.FLAG,
          "phone_number_verified",
          Type.FLAG,
          "updated_at",
          Type.NUMBER,
          "address",
          Type.ADDRESS);

  private StandardClaims() {}

  /// What the value of a claim is. OIDC Core §5.1.
  public enum Type {
    TEXT(String.class),
    FLAG(Boolean.class),
    NUMBER(Number.class),
    ADDRESS(Map.class);

    private final Class<?> values;

    Type(Class<?> values) {
      this.values = values;
    }

    /// Whether a value, as JSON has it, is of this type.
    public boolean has(Object value) {
      return values.isInstance(value);
    }
  }

  /// What the value of a claim has to be.
  ///
  /// @param name with or without its language, `name#ko`
  /// @return empty for one that is not among the standard ones
  public static Optional<Type> typeOf(String name) {
    String base = name.split("#", 2)[0];
    return NAMES.contains(base)
        ? Optional.of(NO_TEXT.getOrDefault(base, Type.TEXT))
        : Optional.empty();
  }

  /// The names of all claims that a scope asks for.
  public static Set<String> names(Scope scope) {
    Set<String> names = new LinkedHashSet<>();
    scope.forEach(s -> names.addAll(BY_SCOPE.getOrDefault(s, List.of())));
    return names;
  }

  /// The values of some claims among others; those that are not there are left out.
  public static Map<String, Object> of(Map<String, Object> claims, Set<String> names) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      Object value = claims.get(name);
      if (value != null && !ReservedClaims.has(name)) {
        values.put(name, value);
      }
    }
    return values;
  }

  /// The values of some claims of a person; those that the person has not are left out.
  public static Map<String, Object> of(Person person, Set<String> names) {
    Map<String, Object> values = of(person.claims(), names);
    if (names.contains("preferred_username")) {
      values.putIfAbsent("preferred_username", person.username());
    }
    return values;
  }
}

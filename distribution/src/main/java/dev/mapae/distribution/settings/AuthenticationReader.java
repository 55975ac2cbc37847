package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy.Way;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.interaction.AccountLimits;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads `authentication`: how people have to sign in.
final class AuthenticationReader {
  private static final String SECOND_FACTOR = "second_factor";
  private static final String ROLES = "second_factor_roles";
  private static final String SECOND_FACTORS = "second_factors";
  private static final String METHODS = "methods";
  private static final String LEAST_PASSWORD = "least_password";

  private AuthenticationReader() {}

  /// What it says.
  record Authentication(SecondFactorPolicy secondFactor, SignInPolicy signIn) {
    static final Authentication PRESET =
        new Authentication(SecondFactorPolicy.OPTIONAL, SignInPolicy.PRESET);
  }

  /// @param mails whether the server sends any
  static Authentication read(Section file, boolean mails) {
    Optional<Section> section = file.section("authentication");
    Authentication read = section.map(s -> of(s, mails)).orElse(Authentication.PRESET);
    section.ifPresent(Section::noMore);
    return read;
  }

  private static Authentication of(Section section, boolean mails) {
    SecondFactorPolicy secondFactor = secondFactor(section);
    int least =
        section.number(
            LEAST_PASSWORD,
            secondFactor.everybody()
                ? AccountLimits.LEAST_PASSWORD_OF_TWO_FACTORS
                : AccountLimits.LEAST_PASSWORD,
            AccountLimits.LEAST_PASSWORD_OF_TWO_FACTORS,
            AccountLimits.MOST_LEAST_PASSWORD);
    return new Authentication(
        secondFactor, new SignInPolicy(signIn(section, mails).methods(), least));
  }

  private static SecondFactorPolicy secondFactor(Section section) {
    boolean everybody = section.isOther(SECOND_FACTOR, "optional", "required");
    Set<String> roles =
        section.list(ROLES).stream().map(Yaml.Scalar::value).collect(Collectors.toSet());
    if (everybody && !roles.isEmpty()) {
      section.warn(
          ROLES, "'second_factor_roles' adds nothing to 'second_factor: required'; leave it out");
    }
    Optional<Set<Way>> only = ways(section);
    if ((everybody || !roles.isEmpty()) && only.filter(w -> !w.contains(Way.APP)).isPresent()) {
      section.mistake(
          SECOND_FACTORS,
          "'second_factors' has no app, which is what people set up who must have a second factor"
              + " and have none; add app");
      return new SecondFactorPolicy(everybody, roles);
    }
    return new SecondFactorPolicy(everybody, roles, only);
  }

  private static Optional<Set<Way>> ways(Section section) {
    if (section.entry(SECOND_FACTORS).isEmpty()) {
      return Optional.empty();
    }
    Set<Way> ways = EnumSet.noneOf(Way.class);
    List<Yaml.Scalar> said = section.list(SECOND_FACTORS);
    for (Yaml.Scalar scalar : said) {
      Optional<Way> way =
          List.of(Way.values()).stream().filter(w -> w.word().equals(scalar.value())).findFirst();
      way.ifPresentOrElse(
          ways::add,
          () ->
              section.mistake(
                  SECOND_FACTORS,
                  "'second_factors' has '%s', which is none; there are %s; did you mean '%s'?"
                      .formatted(
                          scalar.value(),
                          String.join(", ", Way.words()),
                          EditDistance.nearest(scalar.value(), Way.words()))));
    }
    if (said.isEmpty()) {
      section.mistake(
          SECOND_FACTORS,
          "'second_factors' is empty, and whoever has a second factor could not sign in; name app,"
              + " passkey or both, or leave it out");
    }
    return ways.isEmpty() ? Optional.empty() : Optional.of(ways);
  }

  private static SignInPolicy signIn(Section section, boolean mails) {
    if (section.entry(METHODS).isEmpty()) {
      return SignInPolicy.PRESET;
    }
    Set<Method> methods = EnumSet.noneOf(Method.class);
    for (Yaml.Scalar scalar : section.list(METHODS)) {
      Optional<Method> method =
          List.of(Method.values()).stream()
              .filter(m -> m.word().equals(scalar.value()))
              .findFirst();
      method.ifPresentOrElse(
          methods::add,
          () ->
              section.mistake(
                  METHODS,
                  "'methods' has '%s', which is none; there are %s"
                      .formatted(scalar.value(), String.join(", ", Method.words()))));
    }
    if (methods.contains(Method.EMAIL_LINK) && !mails) {
      section.mistake(
          METHODS, "'methods' has email_link, and no mail goes out; give 'mail', or remove it");
    }
    if (methods.isEmpty()) {
      section.mistake(METHODS, "'methods' leaves nobody a way to sign in; name at least one");
      return SignInPolicy.PRESET;
    }
    if (methods.equals(EnumSet.of(Method.PASSKEY))) {
      section.warn(
          METHODS,
          "'methods' has passkey alone, and nobody who has none can sign in to add one; add"
              + " email_link or password");
    }
    return new SignInPolicy(methods);
  }
}

package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads `authentication`: how people have to sign in.
final class AuthenticationReader {
  private static final String SECOND_FACTOR = "second_factor";
  private static final String ROLES = "second_factor_roles";
  private static final String OPTIONAL = "optional";
  private static final String REQUIRED = "required";

  private AuthenticationReader() {}

  static SecondFactorPolicy read(Section file) {
    Optional<Section> section = file.section("authentication");
    if (section.isEmpty()) {
      return SecondFactorPolicy.OPTIONAL;
    }
    boolean everybody =
        section
            .get()
            .word(SECOND_FACTOR, List.of(OPTIONAL, REQUIRED))
            .filter(REQUIRED::equals)
            .isPresent();
    Set<String> roles =
        section.get().list(ROLES).stream().map(Yaml.Scalar::value).collect(Collectors.toSet());
    if (everybody && !roles.isEmpty()) {
      section
          .get()
          .warn(
              ROLES,
              "'second_factor_roles' adds nothing to 'second_factor: required'; leave it out");
    }
    section.get().noMore();
    return new SecondFactorPolicy(everybody, roles);
  }
}

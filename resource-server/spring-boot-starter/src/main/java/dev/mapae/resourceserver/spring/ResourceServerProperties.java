package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/// What an application says of its API. All else is said by a bean of [ResourceServerSettings].
///
/// @param issuer the issuer identifier, exactly as in the `iss` of tokens (RFC 8414 §2)
/// @param audience the API, exactly as in the `aud` of its tokens (RFC 8707 §2)
/// @param acceptedTyp the `typ` values of tokens besides `at+jwt`; `JWT` for issuers that do not
///   follow RFC 9068
/// @param rolesClaim the claim that has the roles; `realm_access.roles` for Keycloak
@ConfigurationProperties("mapae.resource-server")
public record ResourceServerProperties(
    @Nullable String issuer,
    @Nullable String audience,
    @DefaultValue List<String> acceptedTyp,
    @DefaultValue("roles") String rolesClaim) {
  /// The settings that these say, with metadata where the audience is a URL that has a place for
  /// it.
  ///
  /// @throws InvalidConfigurationPropertyValueException when one of the two is missing
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback), for an audience that is one with a fragment, and for an empty `rolesClaim`
  ResourceServerSettings settings() {
    TrustedIssuer trusted =
        TrustedIssuer.of(
                required("issuer", issuer, "the URL of the authorization server"),
                required("audience", audience, "the identifier of this API in its tokens"))
            .rolesClaim(rolesClaim);
    for (String typ : acceptedTyp) {
      trusted = trusted.acceptTyp(typ);
    }
    return ResourceServerSettings.of(trusted).describedIfLocated();
  }

  private static String required(String name, @Nullable String value, String what) {
    if (value == null || value.isBlank()) {
      throw new InvalidConfigurationPropertyValueException(
          "mapae.resource-server." + name,
          value,
          "It is " + what + ". Set it, or give a bean of ResourceServerSettings.");
    }
    return value;
  }
}

package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.TrustedIssuer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/// What an application says of its API. All else is said by beans of [TrustedIssuerCustomizer] and
/// [ResourceServerCustomizer], or by one of [dev.mapae.resourceserver.ResourceServerSettings] in
/// the place of these.
///
/// @param issuer the issuer identifier, exactly as in the `iss` of tokens (RFC 8414 §2)
/// @param audience the API, exactly as in the `aud` of its tokens (RFC 8707 §2)
/// @param acceptedTyp the `typ` values of tokens besides `at+jwt`; `JWT` for issuers that do not
///   follow RFC 9068
/// @param rolesClaim the claim that has the roles; `realm_access.roles` for Keycloak
@ConfigurationProperties("mapae.resource-server")
record ResourceServerProperties(
    @Nullable String issuer,
    @Nullable String audience,
    @DefaultValue List<String> acceptedTyp,
    @DefaultValue("roles") String rolesClaim) {
  /// The issuer that these say.
  ///
  /// @throws InvalidConfigurationPropertyValueException when one of the two is missing
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback), and for an empty `rolesClaim`
  TrustedIssuer trustedIssuer() {
    TrustedIssuer trusted =
        TrustedIssuer.of(
                required("issuer", issuer, "the URL of the authorization server"),
                required("audience", audience, "the identifier of this API in its tokens"))
            .rolesClaim(rolesClaim);
    for (String typ : acceptedTyp) {
      trusted = trusted.acceptTyp(typ);
    }
    return trusted;
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

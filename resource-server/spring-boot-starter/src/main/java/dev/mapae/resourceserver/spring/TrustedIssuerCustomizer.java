package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.TrustedIssuer;

/// What an application says of the issuer of the properties beside them, as a bean. Several are
/// asked in the order of Spring (`@Order`), and before each [ResourceServerCustomizer].
///
/// ```java
/// @Bean
/// TrustedIssuerCustomizer opaque(@Value("${music.secret}") String secret) {
///   return issuer -> issuer.introspection(Introspection.clientSecretBasic("music-api", secret));
/// }
/// ```
///
/// An application that has a bean of [dev.mapae.resourceserver.ResourceServerSettings], or makes
/// its [dev.mapae.resourceserver.ResourceServer] of other settings than the starter's, does not
/// start with one of these, which would not be asked: it says the same where it makes that bean.
@FunctionalInterface
public interface TrustedIssuerCustomizer {
  /// Answers the issuer as the application wants to trust it.
  ///
  /// @param issuer as the properties say it, and the customizers before this one
  TrustedIssuer customize(TrustedIssuer issuer);
}

/// The resource server library in Spring Boot applications: a starter in the place of
/// `spring-boot-starter-oauth2-resource-server`.
///
/// ```yaml
/// mapae.resource-server:
///   issuer: https://id.example.com
///   audience: https://api.example.com/
/// ```
///
/// Every request then needs a token of that issuer for that API; its scope values are authorities
/// `SCOPE_…` and its roles authorities `ROLE_…`, for `@PreAuthorize` and the rest of Spring
/// Security. The principal is a [dev.mapae.resourceserver.VerifiedToken].
///
/// Beans of [TrustedIssuerCustomizer] and [ResourceServerCustomizer] say more than the properties,
/// one of [dev.mapae.resourceserver.ResourceServerSettings] replaces them, and one of
/// `SecurityFilterChain` replaces the rule; that uses [ResourceServerConfigurer].
@NullMarked
package dev.mapae.resourceserver.spring;

import org.jspecify.annotations.NullMarked;

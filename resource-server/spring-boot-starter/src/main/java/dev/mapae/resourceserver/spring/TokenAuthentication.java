package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.VerifiedToken;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// Who sent a request, as Spring Security knows them: the principal is the [VerifiedToken], the
/// name its subject, and the authorities are `SCOPE_…` for each scope value and `ROLE_…` for each
/// role.
public final class TokenAuthentication extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1L;

  private final transient VerifiedToken token;
  private final transient InstantSource clock;

  /// What a token that was accepted makes of a request, for the tests of an application: with
  /// `SecurityMockMvcRequestPostProcessors.authentication` a controller and its rules are asked
  /// without an issuer. It is no check: whoever calls this says that the token is good.
  ///
  /// @param token with scope, roles and claims as the rules are to find them
  /// @param clock by which [dev.mapae.resourceserver.Requirement#maxAge] judges it
  public static TokenAuthentication of(VerifiedToken token, InstantSource clock) {
    return new TokenAuthentication(token, clock);
  }

  private TokenAuthentication(VerifiedToken token, InstantSource clock) {
    super(authorities(token));
    this.token = token;
    this.clock = clock;
    setAuthenticated(true);
  }

  private static List<GrantedAuthority> authorities(VerifiedToken token) {
    return Stream.concat(
            token.scope().stream().map(value -> "SCOPE_" + value),
            token.roles().stream().map(role -> "ROLE_" + role))
        .<GrantedAuthority>map(SimpleGrantedAuthority::new)
        .toList();
  }

  InstantSource clock() {
    return clock;
  }

  @Override
  public VerifiedToken getPrincipal() {
    return token;
  }

  /// Nothing: the token itself is for nobody behind this filter.
  @Override
  public Object getCredentials() {
    return "";
  }

  /// The subject.
  @Override
  public String getName() {
    return token.subject();
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other)
        && other instanceof TokenAuthentication that
        && token.equals(that.token);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + token.hashCode();
  }
}

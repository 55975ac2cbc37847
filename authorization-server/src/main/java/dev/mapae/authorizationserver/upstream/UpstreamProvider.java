package dev.mapae.authorizationserver.upstream;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Another OpenID provider by which people may sign in here, as the operator declares it.
///
/// @param id in our URLs; nothing is kept under it
/// @param issuer to the letter; with a `sub` of its, it is whom an account belongs to
/// @param names what people are shown, `name` and with a language `name#ko`
/// @param scope that is asked for; `openid` is in it
/// @param createsAccounts whether somebody who is new here may make an account by it
/// @param trustVerifiedEmail whether an address that it calls verified counts as proven here
/// @param insecureWithoutAuthTime whether somebody counts as signed in just now where it does not
///   say when they did
public record UpstreamProvider(
    String id,
    String issuer,
    Map<String, String> names,
    ClientOfIt client,
    String scope,
    boolean createsAccounts,
    boolean trustVerifiedEmail,
    boolean insecureWithoutAuthTime) {
  public UpstreamProvider {
    names = Map.copyOf(names);
  }

  /// What this server is to it.
  ///
  /// @param id `client_id`
  /// @param secret empty for a public client
  /// @param trustedAudiences whom its ID tokens may be for as well. OIDC Core §3.1.3.7
  public record ClientOfIt(
      String id, Optional<String> secret, Method method, Set<String> trustedAudiences) {
    /// One whose ID tokens are for nobody else.
    public ClientOfIt(String id, Optional<String> secret, Method method) {
      this(id, secret, method, Set.of());
    }

    public ClientOfIt {
      trustedAudiences = Set.copyOf(trustedAudiences);
    }

    /// Tells nothing of the secret.
    @Override
    public String toString() {
      return "ClientOfIt[" + id + "]";
    }
  }

  /// How this server authenticates there. OIDC Core §9.
  public enum Method {
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    NONE
  }
}

package dev.mapae.authorizationserver.store;

import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a resource owner allowed a client: one row from approval to its end. It holds no token and
/// no hash of one; the code and the refresh tokens are handles that lead here.
///
/// @param id 128 random bits, base64url
/// @param generation 0 while the code is open, one more with each redemption or refresh
/// @param subject of the person
/// @param sessionId in which session it was given
/// @param firstSessionId of the session that came first, see [Session#firstId]
/// @param scope what was approved
/// @param resources the resource indicators that its tokens may be for, the issuer among them where
///   it is one
/// @param resourcesNamed whether the request named them, so that each token is for one of them;
///   otherwise they follow from the scope, and a token is for all of them
/// @param claims the `claims` parameter as JSON (OIDC Core §5.5)
/// @param details what was approved besides (RFC 9396)
/// @param redirectUri as the authorization request sent it; empty when the request left it out
/// @param codeChallenge S256 (RFC 7636 §4.3)
/// @param authenticatedAt `auth_time`; [Session#UNKNOWN] where nobody knows
/// @param usedAt of the last redemption or refresh; idle limits count from here
/// @param expiresAt absolute: of the code at first, of the refresh token after its redemption
/// @param boundKey the key that its handles are bound to, from some generation on
public record Grant(
    String id,
    int generation,
    String subject,
    String clientId,
    String sessionId,
    String firstSessionId,
    Scope scope,
    List<String> resources,
    boolean resourcesNamed,
    Optional<String> claims,
    List<AuthorizationDetail> details,
    Optional<String> redirectUri,
    Optional<String> codeChallenge,
    Optional<String> nonce,
    Instant authenticatedAt,
    String acr,
    List<String> amr,
    Instant createdAt,
    Instant usedAt,
    Instant expiresAt,
    Optional<BoundKey> boundKey) {

  public Grant {
    resources = List.copyOf(resources);
    details = List.copyOf(details);
    amr = List.copyOf(amr);
  }

  /// The key that a handle of this generation is bound to.
  public Optional<Confirmation> key(int handle) {
    return boundKey.filter(bound -> handle >= bound.from()).map(BoundKey::key);
  }

  /// Whether it ends when the person signs out: it was given to know who is there, and not to act
  /// while they are away. Such a grant has no refresh token either.
  public boolean endsWithSession() {
    return scope.contains("openid") && !scope.contains("offline_access");
  }

  /// What of its scope the client may still have.
  public Scope scope(Client client) {
    return scope.retain(client.scope());
  }

  /// Whether the client gets and may use refresh tokens: it registered the grant, and the person
  /// allowed access while they are away, as the client may still ask, or the request was plain
  /// OAuth. Of one that registered itself it counts what it had when the person allowed it.
  public boolean isRefreshable(Client client) {
    return client.grantTypes().contains("refresh_token")
        && client
            .registration()
            .flatMap(Registration::refreshesSince)
            .filter(createdAt::isBefore)
            .isEmpty()
        && !endsWithSession()
        && (!scope.contains("offline_access") || scope(client).contains("offline_access"));
  }

  /// Whether its client hears of it when the session ends: it wants to, and was told by an ID token
  /// who is there. OpenID Connect Back-Channel Logout §2.3.
  public boolean isTold(Client client) {
    return client.logout().isTold() && scope.contains("openid");
  }

  /// When its refresh token is no longer good: it is not used for too long, or its time is up.
  public Instant refreshableUntil(Duration idle) {
    Instant idleSince = usedAt.plus(idle);
    return idleSince.isBefore(expiresAt) ? idleSince : expiresAt;
  }
}

package dev.mapae.authorizationserver.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// An account that somebody has at another OpenID provider, by which they sign in here. Nothing but
/// the issuer and the `sub` there says whose it is: OIDC Core §5.7.
///
/// @param id see [#id(String, String)]
/// @param subject of the person here
/// @param provider its issuer
/// @param providerSubject its `sub`
/// @param label by which the person knows the account again, an address mostly; empty for none
public record UpstreamIdentity(
    String id,
    String subject,
    String provider,
    String providerSubject,
    String label,
    Instant createdAt,
    Optional<Instant> usedAt) {
  /// So many a person may have.
  public static final int MOST = 10;

  /// The id of the one with this `sub` at this provider; no two have the same.
  public static String id(String provider, String providerSubject) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] first =
          MessageDigest.getInstance("SHA-256").digest(provider.getBytes(StandardCharsets.UTF_8));
      digest.update(first);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(digest.digest(providerSubject.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /// Tells nothing of the person.
  @Override
  public String toString() {
    return "UpstreamIdentity[" + id + "]";
  }
}

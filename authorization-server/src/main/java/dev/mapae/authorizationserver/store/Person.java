package dev.mapae.authorizationserver.store;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A resource owner.
///
/// @param subject `sub`: never reused, never equal to a `client_id`
/// @param username what they type to sign in; unique, compared [#folded(String)]
/// @param passwordHash in PHC or crypt form (`$argon2id$…`); empty for one who cannot sign in by
///   password
/// @param claims OpenID Connect standard claims and others, as JSON values (OIDC Core §5.1);
///   without `sub`
public record Person(
    String subject,
    String username,
    Origin origin,
    boolean enabled,
    Optional<String> passwordHash,
    Set<String> roles,
    Map<String, Object> claims) {
  /// What is longer is the username of nobody, and no address either.
  public static final int MAX_USERNAME = 255;

  public Person {
    roles = Set.copyOf(roles);
    claims = Map.copyOf(claims);
  }

  /// Whether anybody may have this as their username.
  public static boolean isUsername(String text) {
    return !text.isBlank()
        && text.length() <= MAX_USERNAME
        && text.equals(text.strip())
        && text.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  /// A username as it is compared: without regard to case, and to the form in which a keyboard
  /// composes it (NFKC).
  public static String folded(String username) {
    String composed = Normalizer.normalize(username, Normalizer.Form.NFKC);
    return Normalizer.normalize(composed.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC);
  }

  /// The address that they proved to be theirs.
  public Optional<MailAddress> verifiedAddress() {
    return MailAddress.verified(claims);
  }

  /// The address that they gave, whether or not it is theirs.
  public Optional<MailAddress> address() {
    return claims.get("email") instanceof String email ? MailAddress.of(email) : Optional.empty();
  }

  /// Tells nothing of the password and the claims.
  @Override
  public String toString() {
    return "Person[" + subject + "]";
  }
}

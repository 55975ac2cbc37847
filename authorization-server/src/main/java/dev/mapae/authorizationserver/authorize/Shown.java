package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a consent page asks for, so that nothing else is given when its form comes back: a client
/// may be changed meanwhile, and so may what there is to be asked for. OIDC Core §3.1.2.4, RFC 9396
/// §3.
///
/// @param digest of it
public record Shown(String digest) {
  /// What a page shows.
  ///
  /// @param claims single claims besides the scope
  /// @param required the scopes that can only be allowed together with the rest
  /// @param client its name and links
  /// @param redirectUri where the answer goes; empty where it goes nowhere
  public static Shown of(
      Permission permission,
      Scope required,
      Set<String> claims,
      Map<String, String> client,
      String redirectUri) {
    String shown =
        Json.write(
            List.of(
                permission.scope().toString(),
                required.toString(),
                permission.audience(),
                permission.details().stream().map(AuthorizationDetail::digest).toList(),
                new TreeSet<>(claims),
                new TreeMap<>(client),
                redirectUri));
    return new Shown(Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(shown)));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

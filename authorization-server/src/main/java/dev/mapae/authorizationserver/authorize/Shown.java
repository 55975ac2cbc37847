package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.interaction.ConsentPrompt.Lasting;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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
  /// @param lasting for how long it is asked
  /// @param redirectUri where the answer goes; empty where it goes nowhere
  public static Shown of(
      Permission permission,
      Scope required,
      Set<String> claims,
      Map<String, String> client,
      Lasting lasting,
      String redirectUri) {
    List<Object> shown = new ArrayList<>();
    shown.add(permission.scope().toString());
    shown.add(permission.audience());
    shown.add(permission.details().stream().map(AuthorizationDetail::digest).toList());
    shown.add(new TreeSet<>(claims));
    shown.add(new TreeMap<>(client));
    shown.add(redirectUri);
    // What came later is there only where it matters: nodes of the version before know the forms
    // without, and this one knows theirs.
    Map<String, Object> besides = new TreeMap<>();
    if (!required.without(Scope.of("openid")).isEmpty()) {
      besides.put("required", required.toString());
    }
    lasting
        .refresh()
        .ifPresent(refresh ->
            besides.put(
                "lasting",
                List.of(
                    lasting.access().toString(),
                    refresh.most().toString(),
                    refresh.idle().toString())));
    if (!besides.isEmpty()) {
      shown.add(besides);
    }
    return new Shown(
        Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(Json.write(shown))));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

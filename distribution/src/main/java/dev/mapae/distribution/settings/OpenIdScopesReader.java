package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.OpenIdScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `scopes`: scopes of the server itself, and which claims they release. OIDC Core §5.4.
final class OpenIdScopesReader {
  /// What everybody allows who signs in, or has nothing to do with claims.
  private static final Set<String> WITHOUT_CLAIMS = Set.of("openid", "offline_access");

  private OpenIdScopesReader() {}

  static List<OpenIdScope> read(Section file) {
    List<OpenIdScope> read = new ArrayList<>();
    file.section("scopes")
        .ifPresent(scopes ->
            scopes
                .keys()
                .forEach(name ->
                    scopes.section(name).ifPresent(scope -> read.add(scope(scopes, name, scope)))));
    return read;
  }

  private static OpenIdScope scope(Section scopes, String name, Section scope) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    scope
        .localized("description")
        .forEach((key, text) -> descriptions.put(ResourceReader.language(key), text));
    Set<String> roles = new LinkedHashSet<>();
    scope.list("roles").forEach(r -> roles.add(r.value()));
    List<String> claims = ClaimsReader.names(scope);
    if (WITHOUT_CLAIMS.contains(name)) {
      scopes.mistake(
          name, "'" + name + "' releases no claims, as nobody can leave it out; choose another");
    } else if (DeclarationsReader.OPENID_SCOPES.contains(name)) {
      if (!descriptions.isEmpty() || !roles.isEmpty()) {
        scopes.mistake(
            name,
            "'%s' is a scope of OpenID Connect, and takes only 'claims', 'id_token' and 'optional'"
                .formatted(name));
      }
    } else if (!ResourceReader.isScopeToken(name)) {
      scopes.mistake(
          name,
          "'" + name + "' cannot be a scope (RFC 6749 §3.3); leave out spaces, '\"' and '\\'");
    }
    boolean idToken = scope.flag("id_token", false);
    boolean optional = scope.flag("optional", true);
    scope.noMore();
    return new OpenIdScope(new DeclaredScope(name, descriptions, roles, claims, optional), idToken);
  }
}

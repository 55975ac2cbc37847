package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one entry of `resources`. RFC 8707 §2.
final class ResourceReader {
  private static final Pattern ABSOLUTE_URI =
      Pattern.compile(
          "[a-z][a-z0-9+.-]*:(?:[A-Za-z0-9._~:/?\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+");

  private final Section section;

  private final Secrets files;

  /// @param files reads what stands in files of their own
  ResourceReader(Section section, Secrets files) {
    this.section = section;
    this.files = files;
  }

  Optional<Resource> read() {
    Optional<String> uri =
        section.required("resource", "https://api.example.com/").flatMap(this::uri);
    Optional<String> name = section.text("name");
    AccessTokenFormat format =
        section
            .word("access_token_format", List.of("jwt", "opaque"))
            .map(w -> AccessTokenFormat.valueOf(w.toUpperCase(Locale.ROOT)))
            .orElse(AccessTokenFormat.JWT);
    String typ = section.word("access_token_typ", List.of("at+jwt", "JWT")).orElse("at+jwt");
    String alg =
        Algorithms.signing(section, "access_token_signing_alg").orElse(Resource.PRESET_ALG);
    if (format == AccessTokenFormat.OPAQUE
        && section.entry("access_token_signing_alg").isPresent()) {
      section.mistake(
          "access_token_signing_alg",
          "'access_token_signing_alg' stands beside 'access_token_format: opaque', whose tokens nobody signs; remove one");
    }
    Set<String> introspectionClients = new LinkedHashSet<>();
    section.list("introspection_clients").forEach(s -> introspectionClients.add(s.value()));
    List<DeclaredScope> scopes = section.section("scopes").map(this::scopes).orElse(List.of());
    Optional<Scope> defaultScope =
        section.scalar("default_scope").flatMap(s -> defaultScope(s, scopes));
    List<AuthorizationDetailsType> detailsTypes =
        section
            .section("authorization_details_types")
            .map(new DetailsTypesReader(files)::read)
            .orElse(List.of());
    section.noMore();
    return uri.map(u ->
        new Resource(
            u,
            name.orElse(u),
            Origin.DECLARED,
            true,
            format,
            typ,
            alg,
            introspectionClients,
            defaultScope,
            scopes,
            detailsTypes));
  }

  private Optional<String> uri(Yaml.Scalar scalar) {
    if (ABSOLUTE_URI.matcher(scalar.value()).matches()) {
      return Optional.of(scalar.value());
    }
    section.mistake(
        "resource",
        "'resource' is '%s', but has to be an absolute URI without fragment (RFC 8707 §2), like https://api.example.com/"
            .formatted(scalar.value()));
    return Optional.empty();
  }

  private List<DeclaredScope> scopes(Section scopes) {
    List<DeclaredScope> declared = new ArrayList<>();
    for (String name : scopes.keys()) {
      if (DeclarationsReader.OPENID_SCOPES.contains(name)) {
        scopes.mistake(
            name, "'" + name + "' is a scope of OpenID Connect and always there; remove it");
      }
      if (!isScopeToken(name)) {
        scopes.mistake(
            name,
            "'" + name + "' cannot be a scope (RFC 6749 §3.3); leave out spaces, '\"' and '\\'");
      }
      scopes.section(name).map(s -> scope(name, s)).ifPresent(declared::add);
    }
    return declared;
  }

  private static DeclaredScope scope(String name, Section scope) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    scope.localized("description").forEach((key, text) -> descriptions.put(language(key), text));
    Set<String> roles = new LinkedHashSet<>();
    scope.list("roles").forEach(r -> roles.add(r.value()));
    List<String> claims = ClaimsReader.names(scope);
    boolean optional = scope.flag("optional", true);
    scope.noMore();
    return new DeclaredScope(name, descriptions, roles, claims, optional);
  }

  static String language(String key) {
    int hash = key.indexOf('#');
    return hash < 0 ? "" : key.substring(hash + 1);
  }

  static boolean isScopeToken(String name) {
    try {
      return Scope.parse(name).size() == 1 && !name.contains(" ");
    } catch (ProtocolException e) {
      return false;
    }
  }

  private Optional<Scope> defaultScope(Yaml.Scalar scalar, List<DeclaredScope> scopes) {
    List<String> tokens = List.of(scalar.value().strip().split(" +"));
    for (String token : tokens) {
      if (scopes.stream().noneMatch(s -> s.name().equals(token))) {
        section.mistake(
            "default_scope",
            "'default_scope' has '%s', which this resource does not declare; add it to 'scopes'"
                .formatted(token));
      }
    }
    return Optional.of(Scope.of(tokens));
  }
}

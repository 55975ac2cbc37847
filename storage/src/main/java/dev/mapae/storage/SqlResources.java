package dev.mapae.storage;

import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resources;
import dev.mapae.protocol.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Resources in SQL.
record SqlResources(Database database, String issuer) implements Resources {
  private static final String DETAILS_TYPES = "authorization_details_types";

  @Override
  public List<Resource> all() {
    return database.read(sql ->
        sql.all(
            """
            SELECT uri, origin, enabled, document FROM resources
            WHERE issuer = ? ORDER BY position, uri
            """,
            SqlResources::resource,
            issuer));
  }

  @Override
  public Map<String, String> fingerprints() {
    return database.read(sql -> DeclaredRows.RESOURCES.fingerprints(sql, issuer));
  }

  @Override
  public void declare(Resource resource, String fingerprint) {
    String document = document(resource);
    database.write(sql -> {
      SqlChanges.note(sql, issuer);
      DeclaredRows.RESOURCES.declare(
          sql,
          issuer,
          resource.uri(),
          """
          INSERT INTO resources (issuer, uri, position, origin, enabled, fingerprint, document)
          VALUES (?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM resources WHERE issuer = ?),
            ?, ?, ?, ?)
          ON CONFLICT (issuer, uri) DO UPDATE SET
            origin = excluded.origin, enabled = excluded.enabled,
            fingerprint = excluded.fingerprint, document = excluded.document
          """,
          issuer,
          resource.uri(),
          issuer,
          resource.origin(),
          resource.enabled(),
          fingerprint,
          document);
      return true;
    });
  }

  @Override
  public void disableDeclaredExcept(Set<String> uris) {
    database.write(sql -> {
      DeclaredRows.RESOURCES.disableExcept(sql, issuer, uris);
      return true;
    });
  }

  private static String document(Resource resource) {
    Json json =
        Json.object()
            .with("name", resource.name())
            .with("access_token_format", resource.format().name())
            .with("access_token_typ", resource.accessTokenTyp())
            .with("introspection_clients", resource.introspectionClients())
            .with("scopes", resource.scopes().stream().map(SqlResources::scope).toList());
    if (!resource.accessTokenAlg().equals(Resource.PRESET_ALG)) {
      json.with("access_token_signing_alg", resource.accessTokenAlg());
    }
    if (!resource.authorizationDetailsTypes().isEmpty()) {
      json.with(
          DETAILS_TYPES,
          resource.authorizationDetailsTypes().stream().map(SqlResources::type).toList());
    }
    resource.defaultScope().ifPresent(scope -> json.with("default_scope", scope.toString()));
    return Document.checked(json.toString());
  }

  private static Json scope(DeclaredScope scope) {
    Json json =
        Json.object()
            .with("name", scope.name())
            .with("descriptions", scope.descriptions())
            .with("roles", scope.roles());
    if (!scope.claims().isEmpty()) {
      json.with("claims", scope.claims());
    }
    return scope.optional() ? json : json.with("optional", false);
  }

  private static Json type(AuthorizationDetailsType type) {
    return Json.object()
        .with("name", type.name())
        .with("descriptions", type.descriptions())
        .with("roles", type.roles())
        .with("remember", type.remembered())
        .with("schema", type.schema());
  }

  private static Resource resource(Row row) throws SQLException {
    String uri = row.text();
    Origin origin = Origin.valueOf(row.text());
    boolean enabled = row.flag();
    Document document = row.document();
    return new Resource(
        uri,
        document.text("name"),
        origin,
        enabled,
        Resource.AccessTokenFormat.valueOf(document.text("access_token_format")),
        document.text("access_token_typ"),
        document.textIfAny("access_token_signing_alg").orElse(Resource.PRESET_ALG),
        Set.copyOf(document.texts("introspection_clients")),
        document.textIfAny("default_scope").map(Document::scope),
        document.documents("scopes").stream()
            .map(scope ->
                new DeclaredScope(
                    scope.text("name"),
                    scope.textMap("descriptions"),
                    Set.copyOf(scope.texts("roles")),
                    scope.textsIfAny("claims"),
                    scope.flagOr("optional", true)))
            .toList(),
        document.documentsIfAny(DETAILS_TYPES).stream()
            .map(type ->
                new AuthorizationDetailsType(
                    type.text("name"),
                    type.textMap("descriptions"),
                    Set.copyOf(type.texts("roles")),
                    type.flag("remember"),
                    type.text("schema")))
            .toList());
  }
}

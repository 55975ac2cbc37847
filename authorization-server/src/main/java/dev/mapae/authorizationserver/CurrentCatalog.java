package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.store.OpenIdScope;
import dev.mapae.authorizationserver.store.Resources;
import java.util.List;
import java.util.function.Supplier;

/// The resources as they are now: few, and asked for with every token.
final class CurrentCatalog implements Supplier<Catalog> {
  private final String issuer;
  private final Resources resources;
  private final List<OpenIdScope> openIdScopes;
  private volatile Catalog catalog;

  /// @param openIdScopes what the configuration adds to the scopes of OpenID Connect
  CurrentCatalog(String issuer, Resources resources, List<OpenIdScope> openIdScopes) {
    this.issuer = issuer;
    this.resources = resources;
    this.openIdScopes = openIdScopes;
    this.catalog = new Catalog(issuer, resources.all(), openIdScopes);
  }

  @Override
  public Catalog get() {
    return catalog;
  }

  void refresh() {
    catalog = new Catalog(issuer, resources.all(), openIdScopes);
  }
}

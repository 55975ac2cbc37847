package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.store.Resources;
import java.util.function.Supplier;

/// The resources as they are now: few, and asked for with every token.
final class CurrentCatalog implements Supplier<Catalog> {
  private final String issuer;
  private final Resources resources;
  private volatile Catalog catalog;

  CurrentCatalog(String issuer, Resources resources) {
    this.issuer = issuer;
    this.resources = resources;
    this.catalog = new Catalog(issuer, resources.all());
  }

  @Override
  public Catalog get() {
    return catalog;
  }

  void refresh() {
    catalog = new Catalog(issuer, resources.all());
  }
}

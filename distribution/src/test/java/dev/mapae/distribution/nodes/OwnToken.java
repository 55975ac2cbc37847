package dev.mapae.distribution.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.resourceserver.ResourceServer;
import java.io.IOException;

/// An access token that a client got for itself, and what was acknowledged of it.
final class OwnToken {
  private final App app;
  private final String token;
  private boolean active = true;

  private OwnToken(App app, String token) {
    this.app = app;
    this.token = token;
  }

  static OwnToken of(App app, Site site) throws IOException, InterruptedException {
    return new OwnToken(app, site.clientCredentials(app).expect(200).text("access_token"));
  }

  void revoke(Site site) throws IOException, InterruptedException {
    site.revoke(app, token).expect(200);
    active = false;
  }

  boolean isActive() {
    return active;
  }

  void check(Site site, ResourceServer api) throws IOException, InterruptedException {
    assertThat(site.introspect(app, token).isActive()).isEqualTo(active);
    assertThat(Site.accepts(api, token)).isTrue();
  }
}

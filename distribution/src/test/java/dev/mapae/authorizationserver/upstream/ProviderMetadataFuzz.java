package dev.mapae.authorizationserver.upstream;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// What another provider says of itself. OpenID Connect Discovery 1.0 §3.
public final class ProviderMetadataFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    try {
      ProviderMetadata metadata =
          ProviderMetadata.parse("https://provider.example.com", FuzzTarget.text(input));
      holds(metadata.tokenEndpoint().startsWith("http"), metadata.tokenEndpoint());
      holds(metadata.jwksUri().startsWith("http"), metadata.jwksUri());
    } catch (UpstreamFailed e) {
      holds(!e.reason().isBlank(), "it does not say why");
    }
  }
}

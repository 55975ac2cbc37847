package dev.mapae.resourceserver;

import dev.mapae.fuzz.FuzzTarget;
import java.io.IOException;

/// The documents of an issuer, as an API reads them. RFC 8414 §3.
public final class IssuerMetadataFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    try {
      var _ = IssuerMetadata.jwksUri("https://id.example.com", uri -> input);
    } catch (IOException e) {
      // So there are no keys.
    }
  }
}

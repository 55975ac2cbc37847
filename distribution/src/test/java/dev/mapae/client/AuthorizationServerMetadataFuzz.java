package dev.mapae.client;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// What servers say of themselves. RFC 8414 §2.
public final class AuthorizationServerMetadataFuzz implements FuzzTarget {
  private static final String ISSUER = "https://id.example.com";

  @Override
  public void eat(byte[] input) {
    Json.parseObject(FuzzTarget.text(input))
        .ifPresent(object -> {
          Map<String, Object> members = new LinkedHashMap<>(object);
          members.put("issuer", ISSUER);
          try {
            read(AuthorizationServerMetadata.of(ISSUER, members));
          } catch (ClientException e) {
            // So it is refused.
          }
        });
  }

  private static void read(AuthorizationServerMetadata metadata) {
    for (String name : metadata.members().keySet()) {
      metadata
          .endpoint(name)
          .ifPresent(uri -> holds("https".equals(uri.getScheme()), name + " is " + uri));
    }
    var _ = metadata.codeChallengeMethodsSupported();
    var _ = metadata.requestObjectSigningAlgValuesSupported();
  }
}

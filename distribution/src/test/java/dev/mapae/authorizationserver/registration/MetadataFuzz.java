package dev.mapae.authorizationserver.registration;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.distribution.settings.RegisteredClientReader;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.ProtocolException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Metadata of clients: registered, and in a document. RFC 7591 §2.
public final class MetadataFuzz implements FuzzTarget {
  private static final Set<String> CODES =
      Set.of("invalid_client_metadata", "invalid_redirect_uri", "invalid_request");
  private static final Headers JSON =
      Headers.of(List.of(Map.entry("Content-Type", "application/json")));
  private static final MetadataRules RULES = RegisteredClientReader.withoutTls();

  private interface Reading {
    Metadata read();
  }

  @Override
  public void eat(byte[] input) {
    client(() -> Metadata.ofDocument(input));
    client(() -> Metadata.of(new Request("POST", "/register", "", JSON, input, "192.0.2.1")));
  }

  private static void client(Reading reading) {
    try {
      Map<String, Object> judged = new LinkedHashMap<>(reading.read().known());
      judged.keySet().removeAll(Metadata.SHOWN_AGAIN);
      Client client = RULES.read(judged, Set.of("openid"), Set.of("payment"));
      holds(!client.skipConsent(), "it made itself a client of ours");
      client
          .redirectUris()
          .forEach(uri -> {
            holds(uri.matches("https?://[^*#]+|[a-z][^:]*\\.[^:]*:[^*#]*"), uri);
            if (uri.startsWith("http:") || uri.startsWith("https:")) {
              URI read = URI.create(uri);
              holds(read.getHost() != null && read.getRawUserInfo() == null, uri);
            } else {
              holds(!uri.matches("(?s)[^:]*://[^/?]*@.*"), uri);
            }
          });
    } catch (ProtocolException e) {
      holds(CODES.contains(e.error().code()), e.error().code());
    }
  }
}

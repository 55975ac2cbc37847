package dev.mapae.authorizationserver.jar;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.UnverifiedJwt;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// Request objects: what is in them, and encrypted ones. RFC 9101 §4, §6.1.
public final class RequestObjectFuzz implements FuzzTarget {
  private static final Set<String> CODES = Set.of("invalid_request_object", "invalid_request");
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  private static final int LONGEST = 64 * 1024;

  private final Client client = FuzzedServer.client("https://app.example.com/callback");
  private final Decryption decryption = new Decryption(FuzzedServer.KEYS);

  @Override
  public void eat(byte[] input) {
    String text = FuzzTarget.text(input);
    refused(() -> {
      if (Decryption.isNeededFor(text)) {
        var _ = decryption.open(text);
      }
    });
    String jwe = FuzzedJws.unsigned(input).replaceFirst("\\.", "..AAAA.");
    refused(() -> {
      var _ = decryption.open(jwe);
    });
    UnverifiedJwt.parse(FuzzedJws.unsigned(input), LONGEST).ifPresent(jwt -> read(jwt.claims()));
  }

  private void read(Map<String, Object> members) {
    RequestObjectClaims claims = new RequestObjectClaims(members);
    for (Passed passed : Passed.values()) {
      refused(() -> claims.check(client, TestServer.ISSUER, passed, NOW));
    }
    refused(() -> {
      Parameters inside = claims.parameters();
      holds(!inside.has("iss"), "a claim of the JWT is a parameter");
      holds(
          Parameters.parse(inside.encode()).stream().toList().equals(inside.stream().toList()),
          "other parameters were written than were read");
    });
  }

  private static void refused(Runnable reading) {
    try {
      reading.run();
    } catch (ProtocolException e) {
      holds(CODES.contains(e.error().code()), e.error().code());
    }
  }
}

package dev.mapae.authorizationserver.clientauth;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;

/// Client assertions, whoever signed them. RFC 7523 §3.
public final class AssertionFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  private static final Client CLIENT = FuzzedServer.client();

  @Override
  public void eat(byte[] input) {
    read(FuzzTarget.text(input));
    read(FuzzedJws.unsigned(input));
  }

  private static void read(String text) {
    try {
      Assertion assertion =
          Assertion.parse(
              "client_assertion",
              text,
              description -> new ProtocolError.InvalidClient(description).exception());
      AssertionClaims claims = AssertionClaims.of(assertion);
      var _ = assertion.algorithm();
      claims.check(TestServer.ISSUER, CLIENT, "/token", NOW);
      holds(
          TestServer.ISSUER.value().equals(assertion.claims().get("aud")),
          "it is for somebody else");
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_client"), e.error().code());
    }
  }
}

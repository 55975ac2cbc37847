package dev.mapae.authorizationserver.issue;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.fuzz.FuzzedJws;

/// `id_token_hint`, which this server signed, or nobody takes. OIDC Core §3.1.2.1.
public final class IdTokenHintsFuzz implements FuzzTarget {
  private final IdTokenHints hints = new IdTokenHints(TestServer.ISSUER.value(), FuzzedServer.KEYS);

  @Override
  public void eat(byte[] input) {
    holds(hints.clientId(FuzzTarget.text(input)).isEmpty(), "it was made up");
    holds(hints.clientId(FuzzedJws.unsigned(input)).isEmpty(), "nobody signed it");
    String kid = FuzzedServer.KEYS.get().published().getFirst().id();
    String header = FuzzTarget.lines(input, 3).get(0).replace("KID", kid);
    String claims = FuzzTarget.lines(input, 3).get(1);
    holds(hints.clientId(FuzzedJws.signed(header, claims)).isEmpty(), "another signed it");
  }
}

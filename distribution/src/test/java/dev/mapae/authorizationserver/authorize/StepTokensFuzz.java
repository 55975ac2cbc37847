package dev.mapae.authorizationserver.authorize;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.authorize.StepTokens.Bound;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Parameters;

/// The hidden `step` of our forms: a new one, changed where the input says.
public final class StepTokensFuzz implements FuzzTarget {
  private final StepTokens tokens =
      new StepTokens(TestServer.ISSUER.value(), FuzzedServer.KEYS, FuzzedServer.SERVER.clock);
  private final Bound bound = new Bound(Step.CONSENT, "browser", "session", Parameters.empty());

  @Override
  public void eat(byte[] input) {
    String good = tokens.make(bound, FuzzedServer.SERVER.clock.instant());
    holds(tokens.read(bound, good).isPresent(), "a good one is not taken");
    requireRefused(good, FuzzTarget.text(input), "it was made up");
    requireRefused(good, FuzzTarget.changed(good, input), "it was changed");
  }

  /// The last character has bits that mean nothing. The fuzzer sees what texts are compared with,
  /// so that it finds out the others.
  private void requireRefused(String good, String token, String otherwise) {
    if (!token.startsWith(good.substring(0, good.length() - 1))) {
      holds(tokens.read(bound, token).isEmpty(), otherwise);
    }
  }
}

package dev.mapae.authorizationserver.key;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.fuzz.FuzzTarget;
import java.security.SecureRandom;
import java.util.Arrays;

/// Sealed tokens: what was made up, and a good one that was changed where the input says.
public final class SealingFuzz implements FuzzTarget {
  private final Sealing sealing = of(TestServer.ISSUER.value());

  // It sealed nothing: a fuzzer that sees what is compared repeats what was really sealed.
  private final Sealing idle = of("https://idle.example.com");

  private static Sealing of(String issuer) {
    return new Sealing(Purpose.SEALING, issuer, FuzzedServer.KEYS, new SecureRandom());
  }

  @Override
  public void eat(byte[] input) {
    String good = sealing.seal("use", input);
    holds(sealing.open("use", good).filter(t -> Arrays.equals(t, input)).isPresent(), "not opened");
    holds(sealing.open("another", good).isEmpty(), "another use opened it");
    holds(idle.open("use", good).isEmpty(), "another issuer opened it");
    holds(idle.open("use", FuzzTarget.text(input)).isEmpty(), "it was made up");
    String changed = FuzzTarget.changed(good, input);
    // The last character has bits that mean nothing.
    boolean isSameButForTheLast =
        changed.length() == good.length()
            && changed.startsWith(good.substring(0, good.length() - 1));
    if (!isSameButForTheLast) {
      holds(sealing.open("use", changed).isEmpty(), "it was changed");
    }
  }
}

package dev.mapae.client;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.DecryptionKey;

/// JWEs at a client, of whoever does not know its key. RFC 7516 §5.2.
public final class DecryptionFuzz implements FuzzTarget {
  private final Decryption decryption = Decryption.by(DecryptionKey.generate());

  @Override
  public void eat(byte[] input) {
    boolean opened = false;
    try {
      opened = !decryption.open(FuzzTarget.text(input), "ID token").isEmpty();
    } catch (ClientException e) {
      holds(e.error() instanceof ClientError.Untrusted, String.valueOf(e.error()));
    }
    holds(!opened, "it was made up");
  }
}

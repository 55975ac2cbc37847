package dev.mapae.authorizationserver.key;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.fuzz.FuzzTarget;

/// Codes, refresh tokens and the other handles: what was made up, and a good one that was changed
/// where the input says.
public final class HandlesFuzz implements FuzzTarget {
  private static final String ID = "AAAAAAAAAAAAAAAAAAAAAA";

  private final Handles handles = new Handles(TestServer.ISSUER.value(), FuzzedServer.KEYS);

  @Override
  public void eat(byte[] input) {
    for (Kind kind : Kind.values()) {
      String good = handles.make(kind, ID, 7);
      holds(handles.read(kind, good).filter(h -> h.generation() == 7).isPresent(), "not taken");
      holds(handles.read(kind, FuzzTarget.text(input)).isEmpty(), "it was made up");
      String changed = FuzzTarget.changed(good, input);
      holds(changed.equals(good) || handles.read(kind, changed).isEmpty(), "it was changed");
    }
  }
}

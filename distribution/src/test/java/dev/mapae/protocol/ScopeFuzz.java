package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// Scopes. RFC 6749 §3.3.
public final class ScopeFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    try {
      Scope scope = Scope.parse(FuzzTarget.text(input));
      holds(scope.size() <= 100, "it has " + scope.size() + " tokens");
      holds(Scope.parse(scope.toString()).equals(scope), "another one was written than was read");
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_scope"), e.error().code());
    }
  }
}

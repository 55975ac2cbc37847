package dev.mapae.authorizationserver.device;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// Codes as people type them. RFC 8628 §6.1.
public final class UserCodesFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    String code = UserCodes.shown(FuzzTarget.text(input));
    holds(code.matches("(?:[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4})?"), "no code: " + code);
    holds(UserCodes.shown(code).equals(code), "it is read as another: " + code);
  }
}

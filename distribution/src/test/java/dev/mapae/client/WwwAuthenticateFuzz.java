package dev.mapae.client;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// `WWW-Authenticate` headers of servers. RFC 9110 §11.6.1.
public final class WwwAuthenticateFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    String header = FuzzTarget.text(input);
    WwwAuthenticate.error("Bearer", header)
        .ifPresent(error -> holds(error.length() <= header.length(), "where is it from?"));
  }
}

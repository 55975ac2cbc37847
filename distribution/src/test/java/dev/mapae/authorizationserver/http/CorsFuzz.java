package dev.mapae.authorizationserver.http;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// The origins of redirect URIs. RFC 6454 §6.2.
public final class CorsFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    Cors.origin(FuzzTarget.text(input))
        .ifPresent(origin -> {
          holds(Cors.origin(origin).filter(origin::equals).isPresent(), "no origin: " + origin);
          holds(origin.matches("https?://[^/?#@]+"), "more than an origin: " + origin);
        });
  }
}

package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// The `htu` of DPoP proofs, which has one normal form. RFC 3986 §6.2.
public final class TargetUriFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    TargetUri.normalize(FuzzTarget.text(input))
        .ifPresent(uri -> {
          holds(TargetUri.normalize(uri).filter(uri::equals).isPresent(), "not normal: " + uri);
          holds(uri.indexOf('?') < 0 && uri.indexOf('#') < 0, "more than its path is left: " + uri);
        });
  }
}

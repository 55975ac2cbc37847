package dev.mapae.authorizationserver.logo;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.Set;

/// What is at a `logo_uri`: it is taken whole, as one of three kinds of picture, or not at all.
public final class LogoFuzz implements FuzzTarget {
  private static final Set<String> KINDS = Set.of("image/png", "image/jpeg", "image/webp");

  @Override
  public void eat(byte[] input) {
    Logo.read(input)
        .ifPresent(logo -> {
          holds(KINDS.contains(logo.contentType()), "it has another type");
          holds(Arrays.equals(logo.bytes(), input), "it has other bytes");
          holds(input[0] != '<' && input.length >= 10, "it is no picture");
        });
  }
}

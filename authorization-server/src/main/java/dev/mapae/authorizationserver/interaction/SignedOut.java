package dev.mapae.authorizationserver.interaction;

import java.util.List;
import java.util.Optional;

/// What is shown to somebody who has signed out.
///
/// @param frames the URLs at which clients are told by the browser, out of sight (OpenID Connect
///   Front-Channel Logout §3)
/// @param frameSources where these are, as sources for `frame-src`
/// @param location where the person goes on, once they are
public record SignedOut(List<String> frames, List<String> frameSources, Optional<String> location) {
  public SignedOut {
    frames = List.copyOf(frames);
    frameSources = List.copyOf(frameSources);
  }
}

package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.interaction.Paths;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a site is asked to do, and where its outcome belongs: one of another step is none.
enum DoorStep {
  /// For a client.
  SIGN_IN(Paths.SIGN_IN),
  DEVICE_SIGN_IN(Paths.DEVICE_SIGN_IN),
  ACCOUNT_SIGN_IN(Paths.ACCOUNT_SIGN_IN),
  CONSENT(Paths.CONSENT);

  private final String path;

  DoorStep(String path) {
    this.path = path;
  }

  /// Where the browser comes back, below the issuer.
  String path() {
    return path;
  }

  boolean isSignIn() {
    return this != CONSENT;
  }

  /// As the site sees it.
  String word() {
    return isSignIn() ? "sign_in" : "consent";
  }

  static Optional<DoorStep> of(String name) {
    return Stream.of(values()).filter(step -> step.name().equals(name)).findFirst();
  }

  static DoorStep at(String path) {
    return Stream.of(values()).filter(step -> step.path.equals(path)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

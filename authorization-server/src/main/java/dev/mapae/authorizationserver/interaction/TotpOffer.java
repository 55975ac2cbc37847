package dev.mapae.authorizationserver.interaction;

/// A secret for an app that makes codes, which is not used yet. RFC 6238.
///
/// @param secret in Base 32, to be typed
/// @param uri the same for a picture: `otpauth://totp/…`
/// @param sealed the value of the hidden field `enrolment`
public record TotpOffer(String secret, String uri, String sealed) {
  /// Tells nothing of the secret.
  @Override
  public String toString() {
    return "TotpOffer";
  }
}

package dev.mapae.authorizationserver.store;

import java.time.Duration;
import java.time.Instant;

/// A link for one use that went out by mail. What is in the mail is a MAC handle of its id.
///
/// @param id 128 random bits, base64url
/// @param subject whom it is for
/// @param address where it went; it is good only as long as that is theirs, or to make it theirs
/// @param expiresAt absolute
public record MailLink(
    String id, Purpose purpose, String subject, String address, Instant expiresAt) {
  /// Whether it may make the address, where it went, the verified one of somebody: it is the one
  /// that they gave last, or is to take its place. That of a declared person is in the file.
  public boolean mayGive(Person person) {
    return switch (purpose) {
      case RESET_PASSWORD, SIGN_IN -> false;
      case CONFIRM_ADDRESS ->
          person.address().filter(given -> given.value().equals(address)).isPresent();
      case CHANGE_ADDRESS -> person.origin() != Origin.DECLARED;
    };
  }

  /// Whether it went to an address that is still theirs.
  public boolean wentTo(Person person) {
    return person.verifiedAddress().filter(now -> now.value().equals(address)).isPresent();
  }

  /// What it is for, and nothing else.
  public enum Purpose {
    /// To choose a new password in place of a forgotten one.
    RESET_PASSWORD(Duration.ofMinutes(15)),
    /// To prove that an address is theirs.
    CONFIRM_ADDRESS(Duration.ofHours(24)),
    /// To prove that an address is theirs, which takes the place of the one that they have.
    CHANGE_ADDRESS(Duration.ofHours(1)),
    /// To sign in, in the browser in which it was asked for. NIST SP 800-63B §3.1.3.2: ten minutes.
    SIGN_IN(Duration.ofMinutes(10));

    private final Duration lifetime;

    Purpose(Duration lifetime) {
      this.lifetime = lifetime;
    }

    /// How long such a link is good.
    public Duration lifetime() {
      return lifetime;
    }
  }
}

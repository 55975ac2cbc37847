package dev.mapae.authorizationserver.store;

import java.time.Instant;
import java.util.Optional;

/// Something besides the password by which a person proves who they are.
///
/// @param id random, 22 characters; of a passkey the hash of its credential id, by which it is
///   found
/// @param name which the person gave it; empty for none
/// @param usedAt when it last proved something
/// @param keyId of the key of the server under which it is kept; empty for what is no secret
/// @param kept a secret sealed, a code as its MAC, a public key as it is
/// @param counter of a TOTP secret the time step that was used last, of a passkey its signature
///   counter: it only ever grows
public record Factor(
    String id,
    String subject,
    Kind kind,
    String name,
    Instant createdAt,
    Optional<Instant> usedAt,
    String keyId,
    String kept,
    long counter) {

  /// What it is. A row of one kind is never used as another.
  public enum Kind {
    /// RFC 6238.
    TOTP(3),
    /// One of those that are written down, and good once each: NIST SP 800-63B §5.1.2.
    RECOVERY_CODE(10),
    /// Web Authentication Level 3 §4.
    PASSKEY(20);

    private final int most;

    Kind(int most) {
      this.most = most;
    }

    /// So many of it a person may have.
    public int most() {
      return most;
    }
  }

  /// Whether a person who has it is asked for more than their password.
  public boolean isSecond() {
    return kind != Kind.RECOVERY_CODE;
  }

  /// The same after it proved something.
  ///
  /// @param keyNow of the key that it is kept under from now on
  public Factor used(Instant now, String keyNow, String keptNow, long counterNow) {
    return new Factor(
        id, subject, kind, name, createdAt, Optional.of(now), keyNow, keptNow, counterNow);
  }

  /// Tells nothing of what is kept.
  @Override
  public String toString() {
    return "Factor[" + id + "]";
  }
}

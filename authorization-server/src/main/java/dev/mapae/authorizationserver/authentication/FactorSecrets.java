package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Factor.Kind;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// What is kept of what people have: of TOTP, whose codes need the secret itself, the secret
/// sealed; of recovery codes MACs. Each is bound to its row and person, so that none is good in the
/// place of another.
final class FactorSecrets {
  private final Supplier<KeyRing> keys;
  private final Sealing sealing;

  /// @param sealing with keys of the purpose `SECRET`
  FactorSecrets(Supplier<KeyRing> keys, Sealing sealing) {
    this.keys = keys;
    this.sealing = sealing;
  }

  /// A TOTP secret as it is kept.
  ///
  /// @param step whose code was used last
  Factor totp(String id, String subject, byte[] secret, Instant now, long step) {
    return new Factor(
        id,
        subject,
        Kind.TOTP,
        "",
        now,
        Optional.of(now),
        keys.get().current(Purpose.SECRET).id(),
        sealing.seal(use(id, subject), secret),
        step);
  }

  /// The TOTP secret itself; empty for what was sealed for another row.
  Optional<byte[]> opened(Factor totp) {
    return sealing.open(use(totp.id(), totp.subject()), totp.kept());
  }

  /// The same after one of its codes was used, under the key of today.
  Factor used(Factor totp, byte[] secret, Instant now, long step) {
    boolean old = keys.get().isRetired(Purpose.SECRET, totp.keyId());
    return totp.used(
        now,
        old ? keys.get().current(Purpose.SECRET).id() : totp.keyId(),
        old ? sealing.seal(use(totp.id(), totp.subject()), secret) : totp.kept(),
        step);
  }

  /// A recovery code as it is kept.
  Factor recoveryCode(String id, String subject, String code, Instant now) {
    SecretKey key = keys.get().current(Purpose.SECRET);
    return new Factor(
        id,
        subject,
        Kind.RECOVERY_CODE,
        "",
        now,
        Optional.empty(),
        key.id(),
        mac(key, id, subject, code),
        0);
  }

  /// Whether this is the recovery code.
  boolean isOf(Factor recoveryCode, String code) {
    return keys.get()
        .byId(Purpose.SECRET, recoveryCode.keyId())
        .filter(key ->
            SecretKey.same(
                mac(key, recoveryCode.id(), recoveryCode.subject(), code), recoveryCode.kept()))
        .isPresent();
  }

  private static String mac(SecretKey key, String id, String subject, String code) {
    return key.macText("recovery_code", id, subject, code);
  }

  private static String use(String id, String subject) {
    return "totp\n" + id + "\n" + subject;
  }
}

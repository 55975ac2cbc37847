package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Journal;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.store.Enrolments;
import dev.mapae.authorizationserver.store.Factors;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import dev.mapae.authorizationserver.store.Stores;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/// All that signing in with more than a password takes, put together.
///
/// @param policy who must
/// @param factors which people have
/// @param enrolments by which that changes
/// @param first keeps what somebody has proven so far
/// @param second verifies what they show then
/// @param enrolment sets up an app that makes codes
/// @param recovery makes codes to write down
/// @param passkeys makes and verifies them
public record SecondFactors(
    SecondFactorPolicy policy,
    Factors factors,
    Enrolments enrolments,
    FirstFactors first,
    SecondFactor second,
    Enrolment enrolment,
    RecoveryCodes recovery,
    Passkeys passkeys) {

  public static SecondFactors of(
      Issuer issuer,
      SecondFactorPolicy policy,
      Stores stores,
      Supplier<KeyRing> keys,
      SignIn signIn,
      Cookies cookies,
      Journal journal,
      SecureRandom random,
      Ids ids,
      InstantSource clock) {
    var passing = new Sealing(Purpose.SEALING, issuer.value(), keys, random);
    var secrets =
        new FactorSecrets(keys, new Sealing(Purpose.SECRET, issuer.value(), keys, random));
    return new SecondFactors(
        policy,
        stores.factors(),
        stores.enrolments(),
        new FirstFactors(passing, cookies, clock),
        new SecondFactor(stores.factors(), stores.enrolments(), secrets, signIn, journal, clock),
        new Enrolment(issuer, secrets, passing, random, ids, clock),
        new RecoveryCodes(stores.enrolments(), secrets, journal, random, ids, clock),
        new Passkeys(issuer, stores.factors(), signIn, clock));
  }
}

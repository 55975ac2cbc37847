package dev.mapae.authorizationserver.authentication;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.TestPasskey;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.authentication.WebAuthn.Made;
import dev.mapae.authorizationserver.authentication.WebAuthn.Verdict;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// What a browser brings of a passkey, in CBOR, COSE and JSON, each part in the place of a good
/// one. Web Authentication Level 3 §6.1, §6.5.4, §5.8.1.
///
/// Nothing comes out of it but a refusal, and what was signed is taken as it was signed alone.
public final class WebAuthnFuzz implements FuzzTarget {
  private static final String CHALLENGE = "more";

  private final WebAuthn webAuthn = new WebAuthn(TestServer.ISSUER);
  private final TestPasskey passkey = new TestPasskey();
  private final Parameters created = passkey.created(CHALLENGE);
  private final Parameters used = passkey.used(CHALLENGE);
  private final Factor kept = factor(webAuthn.create(CHALLENGE, created).orElseThrow());

  @Override
  public void eat(byte[] input) {
    String part = Base64.getUrlEncoder().withoutPadding().encodeToString(input);
    isMade(with(created, "attestation_object", part));
    isMade(with(created, "client_data", part));
    for (String signed : Set.of("authenticator_data", "client_data")) {
      holds(
          !isGood(with(used, signed, part)) || used.required(signed).equals(part),
          signed + " is taken that nobody signed");
    }
    isGood(with(used, "signature", part));
  }

  private static Parameters with(Parameters form, String name, String value) {
    return form.without(Set.of(name)).with(name, value);
  }

  private void isMade(Parameters form) {
    Optional<Made> made = webAuthn.create(CHALLENGE, form);
    made.ifPresent(one -> {
      holds(one.kept().length() <= 2048, "it is too long to be read with each sign-in");
      // What is kept is read again, and the good signature is of another key.
      var _ = webAuthn.verify(factor(one), CHALLENGE, used);
    });
  }

  private boolean isGood(Parameters form) {
    return webAuthn.verify(kept, CHALLENGE, form) instanceof Verdict.Good;
  }

  private static Factor factor(Made made) {
    return new Factor(
        made.rowId(),
        "alice",
        Factor.Kind.PASSKEY,
        "",
        Instant.EPOCH,
        Optional.empty(),
        "",
        made.kept(),
        0);
  }
}

package dev.mapae.authorizationserver.authentication;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import com.webauthn4j.data.extension.client.AuthenticationExtensionsClientOutputs;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What Web Authentication asks of an answer, done by webauthn4j: the only class that knows it.
///
/// Origin and relying party are those of the configured issuer, exactly. Attestation is neither
/// asked for nor believed.
final class WebAuthn {
  private static final int LONGEST = 16 * 1024;

  /// With the longest RSA key and a credential id of usual length.
  private static final int LONGEST_KEPT = 2048;

  /// What almost all can; the first is preferred.
  private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
      List.of(
          COSEAlgorithmIdentifier.EdDSA,
          COSEAlgorithmIdentifier.ES256,
          COSEAlgorithmIdentifier.RS256);

  private final Origin origin;
  private final String rpId;
  private final WebAuthnManager manager;
  private final AttestedCredentialDataConverter converter;

  WebAuthn(Issuer issuer) {
    URI uri = URI.create(issuer.value());
    this.origin = new Origin(uri.getScheme() + "://" + uri.getRawAuthority());
    this.rpId = uri.getHost();
    ObjectConverter objects = new ObjectConverter();
    this.manager = WebAuthnManager.createNonStrictWebAuthnManager(objects);
    this.converter = new AttestedCredentialDataConverter(objects);
  }

  /// What came of verifying an answer.
  sealed interface Verdict {
    /// It is right.
    ///
    /// @param counter as it is now
    record Good(long counter) implements Verdict {}

    record Refused() implements Verdict {}

    /// Somebody may have copied it. Web Authentication Level 3 §6.1.1.
    record WentBack() implements Verdict {}
  }

  /// A passkey that was made.
  ///
  /// @param kept its public key and credential id
  record Made(String rowId, String kept, long counter) {}

  Verdict verify(Factor passkey, String challenge, Parameters form) {
    try {
      AuthenticationRequest request =
          new AuthenticationRequest(
              required(form, "credential_id"),
              bytes(form, "user_handle").orElse(new byte[0]),
              required(form, "authenticator_data"),
              required(form, "client_data"),
              required(form, "signature"));
      AuthenticationData data = manager.parse(request);
      manager.verify(
          data,
          new AuthenticationParameters(
              property(challenge),
              record(passkey),
              List.of(decoded(Passkeys.credentialId(passkey))),
              true,
              true));
      AuthenticatorData<?> shown = data.getAuthenticatorData();
      return shown == null ? new Verdict.Refused() : new Verdict.Good(shown.getSignCount());
    } catch (MaliciousCounterValueException e) {
      return new Verdict.WentBack();
    } catch (RuntimeException e) {
      // Of what nobody should send, the library throws this and that.
      return new Verdict.Refused();
    }
  }

  Optional<Made> create(String challenge, Parameters form) {
    try {
      RegistrationData data =
          manager.parse(
              new RegistrationRequest(
                  required(form, "attestation_object"), required(form, "client_data")));
      manager.verify(
          data,
          new RegistrationParameters(
              property(challenge),
              ALGORITHMS.stream()
                  .map(alg ->
                      new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, alg))
                  .toList(),
              true,
              true));
      return Optional.ofNullable(data.getAttestationObject())
          .map(object -> object.getAuthenticatorData())
          .flatMap(shown ->
              Optional.ofNullable(shown.getAttestedCredentialData())
                  .filter(WebAuthn::isUsual)
                  .map(credential -> made(credential, shown.isFlagBE(), shown.getSignCount())))
          // It is read with each sign-in of the person.
          .filter(made -> made.kept().length() <= LONGEST_KEPT);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /// Whoever makes a key may make it so large that it is slow, or so small that it is none.
  private static boolean isUsual(AttestedCredentialData credential) {
    return !(credential.getCOSEKey().getPublicKey() instanceof RSAPublicKey rsa)
        || (rsa.getModulus().bitLength() >= 2048 && rsa.getModulus().bitLength() <= 4096);
  }

  private Made made(AttestedCredentialData credential, boolean eligible, long counter) {
    byte[] id = credential.getCredentialId();
    return new Made(
        Passkeys.hash(id),
        Parameters.empty()
            .with("id", encoded(id))
            .with("data", encoded(converter.convert(credential)))
            .with("backup_eligible", String.valueOf(eligible))
            .encode(),
        counter);
  }

  private CredentialRecord record(Factor passkey) {
    Parameters kept = Parameters.parse(passkey.kept());
    boolean eligible = Boolean.parseBoolean(kept.required("backup_eligible"));
    return new CredentialRecordImpl(
        new NoneAttestationStatement(),
        true,
        eligible,
        false,
        passkey.counter(),
        converter.convert(decoded(kept.required("data"))),
        new AuthenticationExtensionsAuthenticatorOutputs<>(),
        null,
        new AuthenticationExtensionsClientOutputs<>(),
        Set.of());
  }

  private ServerProperty property(String challenge) {
    return ServerProperty.builder()
        .origin(origin)
        .rpId(rpId)
        .challenge(new DefaultChallenge(challenge.getBytes(StandardCharsets.US_ASCII)))
        .build();
  }

  private static byte[] required(Parameters form, String name) {
    return bytes(form, name).orElseThrow(IllegalArgumentException::new);
  }

  private static Optional<byte[]> bytes(Parameters form, String name) {
    try {
      return form.one(name)
          .filter(value -> !value.isEmpty() && value.length() <= LONGEST)
          .map(WebAuthn::decoded);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

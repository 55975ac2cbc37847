package dev.mapae.authorizationserver.clientauth;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.clientauth.ClientAuthenticationMethod.Presented;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.UnverifiedJwt;
import dev.mapae.protocol.VerificationKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// Reads the JWTs by which clients prove who they are. RFC 7523 §2.2, RFC 7521 §4.2, OIDC Core §9.
record ClientAssertions(Issuer issuer, InstantSource clock) {
  private static final String NAME = "client_assertion";
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final String UNKNOWN =
      "No such client, or its client_assertion is not signed with a key of it.";

  /// That of draft-ietf-oauth-rfc7523bis, and that of RFC 7519 §5.1. With any other it is a JWT for
  /// something else, RFC 8725 §3.11.
  private static final Set<JOSEObjectType> TYPES =
      Set.of(new JOSEObjectType("client-authentication+jwt"), JOSEObjectType.JWT);

  /// What a request presents with an assertion under one of these algorithms.
  ///
  /// @param isSigned whether that client made the signature
  /// @return empty when there is no assertion, or one under another algorithm
  Optional<Presented> presented(
      String method,
      List<String> algorithms,
      BiPredicate<Client, JWSObject> isSigned,
      Request request,
      Parameters form) {
    if (!isUsed(form)) {
      return Optional.empty();
    }
    Assertion assertion = assertion(form);
    if (!algorithms.contains(assertion.algorithm())) {
      return Optional.empty();
    }
    AssertionClaims claims = AssertionClaims.of(assertion);
    return Optional.of(
        new Presented(
            method,
            claims.subject(),
            UNKNOWN,
            client -> {
              checkHeader(client, assertion);
              claims.check(issuer, client, request.path(), clock.instant());
              if (!isSigned.test(client, assertion.jws())) {
                throw refused(UNKNOWN);
              }
              return List.of(claims.once());
            }));
  }

  /// Whether a request has an assertion at all.
  static boolean isUsed(Parameters form) {
    return form.has(NAME) || form.has("client_assertion_type");
  }

  /// Whom the assertion of a request claims to be from, if it has one. Nothing proves it.
  static Optional<String> claimed(Parameters form) {
    return form.all(NAME).stream()
        .limit(1)
        .flatMap(text -> UnverifiedJwt.parse(text, Assertion.MAX_LENGTH).stream())
        .flatMap(jwt -> jwt.claims().get("sub") instanceof String s ? Stream.of(s) : Stream.empty())
        .findFirst();
  }

  private static Assertion assertion(Parameters form) {
    if (form.one("client_assertion_type").filter(TYPE::equals).isEmpty()) {
      throw refused("The client_assertion_type has to be " + TYPE + ".");
    }
    return Assertion.parse(
        NAME,
        form.one(NAME).orElseThrow(() -> refused("There is no client_assertion.")),
        ClientAssertions::refused);
  }

  private static void checkHeader(Client client, Assertion assertion) {
    assertion.checkType(TYPES, "client-authentication+jwt");
    String alg = assertion.algorithm();
    if (!client.requirements().allows(alg)) {
      throw refused(
          "The profile of this client has no such alg for its client_assertion; sign with PS256,"
              + " ES256 or EdDSA (FAPI 2.0 Security Profile 5.4.1).");
    }
    client
        .credentials()
        .assertions()
        .alg()
        .filter(registered -> !VerificationKey.isSameAlgorithm(registered, alg))
        .ifPresent(registered -> {
          throw refused(
              "The client registered "
                  + registered
                  + " as its token_endpoint_auth_signing_alg; sign with that.");
        });
  }

  static ProtocolException refused(String description) {
    return new ProtocolError.InvalidClient(description).exception();
  }
}

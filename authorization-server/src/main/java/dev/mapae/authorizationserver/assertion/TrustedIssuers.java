package dev.mapae.authorizationserver.assertion;

import com.nimbusds.jose.JOSEObjectType;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.VerificationKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Judges the assertions of other servers, by which clients may have tokens. RFC 7523 §3.
///
/// @param issuer this server, which they have to be for
public record TrustedIssuers(
    Issuer issuer, List<TrustedIssuer> all, ClientKeys keys, InstantSource clock) {
  /// That of draft-ietf-oauth-rfc7523bis, and that of RFC 7519 §5.1.
  private static final Set<JOSEObjectType> TYPES =
      Set.of(new JOSEObjectType("authorization-grant+jwt"), JOSEObjectType.JWT);

  /// How far ahead the `exp` of an assertion may be, and the end of what comes of it (RFC 7521
  /// §4.1).
  public static final Duration LONGEST_LIFE = Duration.ofHours(1);

  /// What would limit the tokens in a way that they are not: to a key, or to somebody who acts.
  private static final List<String> NOT_TAKEN = List.of("cnf", "act");

  public TrustedIssuers {
    all = List.copyOf(all);
  }

  /// Verifies everything about an assertion but whom it is about and whether it was used before.
  ///
  /// @param client that brings it
  /// @throws dev.mapae.protocol.ProtocolException when it is not good; `temporarily_unavailable`
  ///   when the keys of its issuer cannot be had
  public Verified verify(Assertion assertion, Client client) {
    TrustedIssuer from = from(assertion, client);
    assertion.checkType(TYPES, "authorization-grant+jwt");
    checkClaims(assertion, client);
    assertion.checkTimes(clock.instant(), LONGEST_LIFE);
    if (!isSigned(assertion, from)) {
      throw assertion.refused("The assertion is not signed with a key of its iss.");
    }
    return new Verified(assertion, from);
  }

  private TrustedIssuer from(Assertion assertion, Client client) {
    String iss = assertion.text("iss");
    return all.stream()
        .filter(trusted -> trusted.issuer().equals(iss) && trusted.clients().contains(client.id()))
        .findFirst()
        .orElseThrow(() ->
            assertion.refused(
                "The iss of the assertion is none that this server trusts when this client brings"
                    + " it; the operator lists it, and the client, in trusted_issuers."));
  }

  private void checkClaims(Assertion assertion, Client client) {
    if (!issuer.value().equals(assertion.claims().get("aud"))) {
      throw assertion.refused(
          "The aud of the assertion has to be the issuer of this server, "
              + issuer.value()
              + ", as a single text.");
    }
    if (assertion.claims().containsKey("client_id")
        && !assertion.text("client_id").equals(client.id())) {
      throw assertion.refused(
          "The assertion is for another client: its client_id is not that of this one.");
    }
    NOT_TAKEN.stream()
        .filter(assertion.claims()::containsKey)
        .findFirst()
        .ifPresent(claim -> {
          throw assertion.refused(
              "The assertion has %s, which is not taken here.".formatted(claim));
        });
  }

  private boolean isSigned(Assertion assertion, TrustedIssuer from) {
    try {
      return VerificationKey.ALGORITHMS.contains(assertion.algorithm())
          && keys.verify(from.issuer(), from.keys(), assertion.jws());
    } catch (UnavailableKeys e) {
      throw e.forAnother("the iss of the assertion");
    }
  }
}

package dev.mapae.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A DPoP proof as it came: well-formed, and nothing of it verified. RFC 9449 §4.2.
public final class UnverifiedDpopProof {
  private static final String TYP = "dpop+jwt";
  private static final int MAX_LENGTH = 12 * 1024;
  private static final int MAX_JTI_LENGTH = 256;

  /// The private and secret parts of keys: RFC 7518 §6, RFC 8037 §2, RFC 9964.
  private static final List<String> PRIVATE =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  /// The year 9999; later ones are no dates but mischief.
  private static final double MAX_DATE = 253402300799d;

  private final UnverifiedJwt jwt;

  private UnverifiedDpopProof(UnverifiedJwt jwt) {
    this.jwt = jwt;
  }

  /// Reads the `DPoP` headers of a request. RFC 9449 §4.3, 1 and 2.
  ///
  /// @param headers the values of all of them, as they came
  /// @return empty when the request has none
  /// @throws ProtocolException `invalid_dpop_proof` for more than one, and for what is no signed
  ///   JWT
  public static Optional<UnverifiedDpopProof> parse(List<String> headers) {
    if (headers.size() > 1) {
      throw invalid("The request has several DPoP headers; send one.");
    }
    return headers.stream()
        .findFirst()
        .map(header ->
            UnverifiedJwt.parse(header, MAX_LENGTH)
                .orElseThrow(() ->
                    invalid("The DPoP header is not one signed JWT in compact serialization.")))
        .map(UnverifiedDpopProof::new);
  }

  /// Verifies everything that RFC 9449 §4.3 asks for, but for what a server has to remember.
  ///
  /// @throws ProtocolException `invalid_dpop_proof`; `use_dpop_nonce` when nothing but the nonce is
  ///   missing or not accepted
  public DpopProof verify(DpopChecks checks, DpopChecks.Target target, Instant now) {
    verifyTyp();
    String thumbprint = verifySignature(checks.algorithms());
    String jti =
        claim("jti")
            .filter(id -> !id.isEmpty() && id.length() <= MAX_JTI_LENGTH)
            .orElseThrow(() ->
                invalid(
                    "The DPoP proof needs a jti, a string of at most "
                        + MAX_JTI_LENGTH
                        + " characters."));
    verifyRequest(target);
    Instant issuedAt = verifyTime(checks, now);
    Optional<String> nonce = claim("nonce");
    if (nonce.isEmpty() && jwt.claims().containsKey("nonce")) {
      throw invalid("The nonce of the DPoP proof is not a string.");
    }
    if (!checks.nonces().test(nonce)) {
      throw new ProtocolError.UseDpopNonce(
              "The DPoP proof needs the nonce of the DPoP-Nonce header of this answer; make a new"
                  + " proof with it.")
          .exception();
    }
    return new DpopProof(String.valueOf(jwt.header().get("alg")), thumbprint, jti, issuedAt, nonce);
  }

  /// RFC 9449 §11.5.
  private void verifyTyp() {
    if (!TYP.equals(jwt.header().get("typ"))) {
      throw invalid("The DPoP proof is not one: its typ is not " + TYP + ".");
    }
    if (!jwt.isUnderstood()) {
      throw invalid(
          "The DPoP proof has critical header parameters, and this server knows none; leave crit"
              + " out.");
    }
  }

  private String verifySignature(List<String> algorithms) {
    if (!(jwt.header().get("alg") instanceof String alg) || !algorithms.contains(alg)) {
      throw invalid(
          "The alg of the DPoP proof is not accepted; use one of "
              + String.join(", ", algorithms)
              + ".");
    }
    if (!(jwt.header().get("jwk") instanceof Map<?, ?> jwk)) {
      throw invalid("The DPoP proof needs the public key as jwk in its header.");
    }
    if (PRIVATE.stream().anyMatch(jwk::containsKey)) {
      throw invalid(
          "The jwk of the DPoP proof has a private key; replace that key, and send only the public"
              + " part of the next.");
    }
    VerificationKey key =
        VerificationKey.parseForMany(jwk)
            .orElseThrow(
                () -> invalid("The jwk of the DPoP proof is not a public key that signs here."));
    if (!jwt.isSignedBy(key)) {
      throw invalid("The signature of the DPoP proof does not fit its jwk and alg.");
    }
    return JwkThumbprint.of(jwk)
        .orElseThrow(() -> invalid("The jwk of the DPoP proof is not written as RFC 7518 says."));
  }

  private void verifyRequest(DpopChecks.Target target) {
    if (claim("htm").filter(target.method()::equals).isEmpty()) {
      throw invalid(
          "The htm of the DPoP proof has to be the method of this request, "
              + target.method()
              + ".");
    }
    Optional<String> expected = TargetUri.normalize(target.uri());
    if (expected.isEmpty() || !claim("htu").flatMap(TargetUri::normalize).equals(expected)) {
      throw invalid(
          "The htu of the DPoP proof has to be the URI of this request without query: "
              + expected.orElse("")
              + ".");
    }
    target
        .accessToken()
        .map(JwkThumbprint::sha256)
        .filter(hash -> claim("ath").filter(hash::equals).isEmpty())
        .ifPresent(hash -> {
          throw invalid("The ath of the DPoP proof has to be the hash of the access token.");
        });
  }

  /// RFC 9449 §11.1, RFC 7519 §4.1.4 and §4.1.5.
  private Instant verifyTime(DpopChecks checks, Instant now) {
    Instant issuedAt =
        date("iat").orElseThrow(() -> invalid("The DPoP proof does not say when it was made."));
    if (now.isAfter(issuedAt.plus(checks.maxAge()))) {
      throw invalid(
          "The DPoP proof was made too long ago; make one for each request. It is "
              + now.getEpochSecond()
              + " here.");
    }
    Instant latest = now.plus(checks.maxAhead());
    if (issuedAt.isAfter(latest) || date("nbf").filter(t -> t.isAfter(latest)).isPresent()) {
      throw invalid(
          "The DPoP proof is from the future; set the clock of the client. It is "
              + now.getEpochSecond()
              + " here.");
    }
    if (date("exp").filter(t -> !now.isBefore(t)).isPresent()) {
      throw invalid("The DPoP proof has expired; make one for each request.");
    }
    return issuedAt;
  }

  private Optional<String> claim(String name) {
    return UnverifiedJwt.text(jwt.claims(), name);
  }

  /// A NumericDate of RFC 7519 §2.
  private Optional<Instant> date(String name) {
    Object value = jwt.claims().get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() <= MAX_DATE) {
      return Optional.of(Instant.ofEpochSecond(n.longValue()));
    }
    throw invalid("The " + name + " of the DPoP proof is not a date in seconds since 1970.");
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidDpopProof(description).exception();
  }

  /// Tells nothing of the proof.
  @Override
  public String toString() {
    return "UnverifiedDpopProof";
  }
}

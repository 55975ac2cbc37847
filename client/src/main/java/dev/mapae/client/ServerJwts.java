package dev.mapae.client;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.protocol.VerificationKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Verifies what all JWTs that the authorization server signs for this client have in common:
/// signature, issuer and times. RFC 7515 §5.2, RFC 7519 §7.2, RFC 8725 §3.
final class ServerJwts {
  private static final int MAX_LENGTH = 256 * 1024;

  private final String issuer;
  private final Environment environment;
  private final Jwks jwks;

  /// A kind of JWT.
  ///
  /// @param name how errors call it
  /// @param algorithm the only `alg` that is accepted: what the client registered
  /// @param types the values that `typ` may have, in lower case; it may also be absent
  /// @param leeway how far the two clocks may be apart
  /// @param algorithmHint how another algorithm would be accepted
  record Kind(
      String name, String algorithm, Set<String> types, Duration leeway, String algorithmHint) {}

  ServerJwts(String issuer, Environment environment, Jwks jwks) {
    this.issuer = issuer;
    this.environment = environment;
    this.jwks = jwks;
  }

  /// The keys of the server.
  Jwks jwks() {
    return jwks;
  }

  /// Verifies.
  ///
  /// @return its claims; whoever asked checks those that are its own, `aud` and the times that have
  ///   to be there among them
  /// @throws ClientException `Untrusted`, saying which check failed
  ServerJwt verify(String serialized, Kind kind) {
    SignedJWT jwt;
    Map<String, Object> members;
    try {
      if (serialized.length() > MAX_LENGTH) {
        throw new ParseException("too long", 0);
      }
      jwt = SignedJWT.parse(serialized);
      members = jwt.getPayload().toJSONObject();
    } catch (ParseException | RuntimeException e) {
      // Some bytes (a header of `null`) surprise the library.
      throw ServerJwt.untrusted(kind.name(), "it is not a signed JWT");
    }
    if (members == null) {
      throw ServerJwt.untrusted(kind.name(), "its payload is not a JSON object");
    }
    ServerJwt claims = new ServerJwt(kind.name(), members, environment.clock().instant());
    checkHeader(jwt.getHeader(), kind, claims);
    claims.check(
        jwks.candidates(jwt.getHeader()).stream().anyMatch(key -> key.verifies(jwt)),
        "no key of the issuer made its signature");
    claims.check(issuer.equals(members.get("iss")), "iss is another issuer");
    claims.checkTimes(kind.leeway());
    return claims;
  }

  private static void checkHeader(JWSHeader header, Kind kind, ServerJwt claims) {
    claims.check(
        VerificationKey.isSameAlgorithm(header.getAlgorithm().getName(), kind.algorithm()),
        "alg is not "
            + kind.algorithm()
            + ", which this client expects ("
            + kind.algorithmHint()
            + " expects another)");
    claims.check(
        header.getType() == null || kind.types().contains(typ(header.getType())),
        "typ is of another kind of token");
    claims.check(
        VerificationKey.understands(header), "crit names an extension that is not understood");
  }

  /// RFC 7515 §4.1.9: `application/` may be left out.
  private static String typ(JOSEObjectType type) {
    String name = type.getType().toLowerCase(Locale.ROOT);
    String prefix = "application/";
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}

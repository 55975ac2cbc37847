package dev.mapae.authorizationserver;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An OpenID provider that says whatever a test wants it to say, at the other end of the fetcher.
final class TestProvider implements Fetcher {
  static final String ISSUER = "https://idp.example.net";
  static final String SECRET = "secret-of-mapae-at-the-provider";

  private static final ECKey KEY = key();

  final Map<String, Object> metadata = new LinkedHashMap<>();
  final Map<String, Object> claims = new LinkedHashMap<>();
  final Map<String, Object> userInfo = new LinkedHashMap<>();

  /// What it was asked, and how often for its metadata.
  final List<Question> asked = Collections.synchronizedList(new ArrayList<>());

  int metadataAsked;

  /// What happens at its token endpoint before it answers.
  Runnable before = () -> {};

  /// Signs the claims of an ID token; what is empty is left out.
  Signing signing = TestProvider::signed;

  /// What happens while a document of it is fetched.
  Runnable fetching = () -> {};

  boolean down;
  NotFetched.Cause cause = NotFetched.Cause.CONNECTION;
  private final InstantSource clock;
  private String challenge = "";

  /// Makes an ID token.
  interface Signing {
    String of(Map<String, Object> claims);
  }

  TestProvider(InstantSource clock) {
    this.clock = clock;
    metadata.put("issuer", ISSUER);
    metadata.put("authorization_endpoint", ISSUER + "/authorize?tenant=1");
    metadata.put("token_endpoint", ISSUER + "/token");
    metadata.put("jwks_uri", ISSUER + "/jwks");
    metadata.put("userinfo_endpoint", ISSUER + "/userinfo");
    userInfo.put("sub", "sub-1");
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey anotherKey() {
    return key();
  }

  static ECKey publicKey() {
    return KEY.toPublicJWK();
  }

  static String signed(Map<String, Object> claims) {
    return signed(claims, KEY, JOSEObjectType.JWT);
  }

  static String signedAs(Map<String, Object> claims, JOSEObjectType type) {
    return signed(claims, KEY, type);
  }

  static String signed(Map<String, Object> claims, ECKey key, JOSEObjectType type) {
    try {
      return signed(
          claims,
          new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").type(type).build(),
          new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String signed(Map<String, Object> claims, JWSHeader header, JWSSigner signer) {
    try {
      JWSObject jws = new JWSObject(header, new Payload(Json.write(claims)));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes the request of a browser that was sent here, and says who it is.
  void authorize(Parameters request) {
    challenge = request.required("code_challenge");
    claims.clear();
    claims.put("iss", ISSUER);
    claims.put("sub", "sub-1");
    claims.put("aud", "mapae");
    claims.put("nonce", request.required("nonce"));
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("exp", clock.instant().getEpochSecond() + 300);
    claims.put("auth_time", clock.instant().getEpochSecond());
  }

  @Override
  public Fetched get(String url, DocumentType type, Origin namedBy) {
    fetching.run();
    if (down) {
      throw new NotFetched(cause, "nobody answers");
    }
    if (url.equals(ISSUER + "/.well-known/openid-configuration")) {
      metadataAsked++;
      return json(metadata);
    }
    if (url.equals(ISSUER + "/jwks")) {
      return json(Map.of("keys", List.of(KEY.toPublicJWK().toJSONObject())));
    }
    throw new NotFetched("there is nothing");
  }

  @Override
  public Fetched ask(Question question) {
    asked.add(question);
    if (question.url().equals(ISSUER + "/userinfo")) {
      if (userInfo.isEmpty()) {
        throw new NotFetched("it was answered with status 403 instead of 200");
      }
      return json(userInfo);
    }
    before.run();
    Parameters form = question.form().orElseThrow();
    if (!Pkce.matches(form.required("code_verifier"), challenge)) {
      throw new NotFetched("it was answered with status 400 instead of 200");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", "at");
    answer.put("token_type", "Bearer");
    String token = signing.of(claims);
    if (!token.isEmpty()) {
      answer.put("id_token", token);
    }
    return json(answer);
  }

  private static Fetched json(Map<String, Object> members) {
    return new Fetched(Json.object().withAll(members).bytes(), Optional.empty());
  }
}

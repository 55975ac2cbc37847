package dev.mapae.benchmark;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.ResourceRequest;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import dev.mapae.resourceserver.VerifiedToken;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/// One access token at an API, from the request to the outcome, beside the bare check of its ES256
/// signature that bounds it, and beside what others do with the same token.
///
/// Each call gets the next of more tokens than anybody keeps, so that each is seen for the first
/// time; [#again] gets the same one. Single calls are timed, so that the median can be told, which
/// those do not move that other work on the same cores interrupts.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx256m"})
public class TokenVerification {
  /// With this, the native provider does not load, and all of this is done by the JDK's.
  static final String WITHOUT_NATIVE = "-Dcom.amazon.corretto.crypto.provider.useExternalLib=true";

  private static final String ISSUER = "https://id.example.com";
  private static final String API = "https://api.example.com/";
  private static final JOSEObjectType TYP = new JOSEObjectType("at+jwt");
  private static final int TOKENS = 20_000;

  private final ECKey key = key();
  private final JWKSource<SecurityContext> jwks = new ImmutableJWKSet<>(new JWKSet(key));
  private final List<String> tokens = tokens();
  private int next;

  private final ResourceServer api = api();
  private final ResourceRequest known = bearer(nextToken());
  private final DefaultJWTProcessor<SecurityContext> nimbus = nimbus();
  private final NimbusJwtDecoder spring = spring();

  private final Optional<Provider> provider = provider();
  private final PublicKey publicKey = publicKey();
  private final JWSObject jws = parsed(nextToken());
  private final byte[] input = jws.getSigningInput();
  private final byte[] signature = jws.getSignature().decode();

  @Benchmark
  public Signature bareVerification() throws GeneralSecurityException {
    String name = "SHA256withECDSAinP1363Format";
    Signature check =
        provider.isPresent()
            ? Signature.getInstance(name, provider.get())
            : Signature.getInstance(name);
    check.initVerify(publicKey);
    check.update(input);
    if (!check.verify(signature)) {
      throw new IllegalStateException("a good signature is refused");
    }
    return check;
  }

  @Benchmark
  public VerifiedToken firstSight() {
    return accepted(bearer(nextToken()));
  }

  @Benchmark
  public VerifiedToken again() {
    return accepted(known);
  }

  @Benchmark
  public JWTClaimsSet nimbusDefaultProcessor()
      throws ParseException, BadJOSEException, JOSEException {
    return nimbus.process(nextToken(), null);
  }

  @Benchmark
  public Jwt springDecoder() {
    return spring.decode(nextToken());
  }

  private String nextToken() {
    next = (next + 1) % TOKENS;
    return tokens.get(next);
  }

  private VerifiedToken accepted(ResourceRequest request) {
    return api.authenticate(request)
        .fold(
            token -> token,
            refusal -> {
              throw new IllegalStateException(refusal.description());
            });
  }

  private static ResourceRequest bearer(String token) {
    return new ResourceRequest(List.of("Bearer " + token), "GET", "/v1/playlists");
  }

  private ResourceServer api() {
    byte[] published = Json.object().withAll(new JWKSet(key).toJSONObject(true)).bytes();
    return ResourceServer.of(
        ResourceServerSettings.of(
            TrustedIssuer.of(ISSUER, API).jwksUri(URI.create(ISSUER + "/jwks"))),
        uri -> published,
        InstantSource.system());
  }

  /// As it comes, but for the `typ` of access tokens, which it would refuse.
  private DefaultJWTProcessor<SecurityContext> nimbus() {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYP));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, jwks));
    return processor;
  }

  private NimbusJwtDecoder spring() {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSource(jwks).jwsAlgorithm(SignatureAlgorithm.ES256).build();
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator().issuer(ISSUER).audience(API).clientId("demo").build());
    return decoder;
  }

  private static Optional<Provider> provider() {
    return AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
        ? Optional.of(AmazonCorrettoCryptoProvider.INSTANCE)
        : Optional.empty();
  }

  private PublicKey publicKey() {
    try {
      return key.toECPublicKey(provider.orElse(null));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("0123456789abcdef").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> tokens() {
    List<String> made = new ArrayList<>(TOKENS);
    try {
      ECDSASigner signer = new ECDSASigner(key);
      provider().ifPresent(signer.getJCAContext()::setProvider);
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYP).keyID(key.getKeyID()).build();
      for (int i = 0; i < TOKENS; i++) {
        JWSObject token = new JWSObject(header, new Payload(claims(i)));
        token.sign(signer);
        made.add(token.serialize());
      }
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return made;
  }

  /// As the authorization server writes them.
  private static Map<String, Object> claims(int number) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("sub", "01JQ8Z6W8P5N2K7V4B9C%06d".formatted(number));
    claims.put("aud", API);
    claims.put("client_id", "demo");
    claims.put("scope", "playlist.read playlist.write");
    claims.put("iat", now);
    claims.put("exp", now + 3600);
    claims.put("jti", "gAAAAAAAAAAAAAAAAAAAAAA%06d".formatted(number));
    claims.put("auth_time", now);
    claims.put("roles", List.of("listener"));
    return claims;
  }

  private static JWSObject parsed(String token) {
    try {
      return JWSObject.parse(token);
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }
}

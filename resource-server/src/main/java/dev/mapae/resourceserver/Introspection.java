package dev.mapae.resourceserver;

import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.DecryptionKey;
import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How an API asks an issuer about tokens: as which client, and how long an answer is good. RFC
/// 7662.
///
/// `clientSecretBasic(…)` and its siblings are enough; each other method answers one that differs
/// in one point.
public final class Introspection {
  private static final Duration MAX_CACHE = Duration.ofMinutes(5);
  private static final String NO_SECRET =
      "clientSecret is null; System.getenv answers that for a variable that is not set.";

  private final String clientId;
  private final Credential credential;
  private final Duration cacheFor;
  private final Optional<URI> endpoint;
  private final Optional<Signed> signed;
  private final boolean audienceRequired;
  private final boolean typeRequired;

  /// How answers come that are signed. RFC 9701 §5.
  ///
  /// @param keys to one of which they are encrypted besides; none where they are not
  record Signed(List<DecryptionKey> keys) {
    Signed {
      keys = List.copyOf(keys);
    }
  }

  /// Adds what authenticates a client to a request.
  @FunctionalInterface
  interface Credential {
    Form authenticate(Parameters form, String issuer, Instant now);

    /// Whether the certificate of the connection is what authenticates. RFC 8705 §2.
    default boolean isByCertificate() {
      return false;
    }
  }

  /// Says who asks, and leaves it to the connection to prove it.
  private record Named(String clientId) implements Credential {
    @Override
    public Form authenticate(Parameters form, String issuer, Instant now) {
      return new Form(form.with("client_id", clientId), Map.of());
    }

    @Override
    public boolean isByCertificate() {
      return true;
    }
  }

  /// A request body and the header that goes with it.
  record Form(Parameters body, Map<String, String> headers) {
    /// Tells nothing of the secret.
    @Override
    public String toString() {
      return "Form";
    }
  }

  private Introspection(
      String clientId,
      Credential credential,
      Duration cacheFor,
      Optional<URI> endpoint,
      Optional<Signed> signed,
      boolean audienceRequired,
      boolean typeRequired) {
    this.clientId = clientId;
    this.credential = credential;
    this.cacheFor = cacheFor;
    this.endpoint = endpoint;
    this.signed = signed;
    this.audienceRequired = audienceRequired;
    this.typeRequired = typeRequired;
  }

  private static Introspection of(String clientId, Credential credential) {
    return new Introspection(
        clientId,
        credential,
        Duration.ofSeconds(10),
        Optional.empty(),
        Optional.empty(),
        true,
        true);
  }

  /// As a client with a secret in the `Authorization` header. RFC 6749 §2.3.1.
  ///
  /// @param clientId as the API is registered at the issuer
  /// @throws NullPointerException for a secret that is null, as of a variable that is not set
  public static Introspection clientSecretBasic(String clientId, String clientSecret) {
    Objects.requireNonNull(clientSecret, NO_SECRET);
    String header = new BasicCredentials(clientId, clientSecret).formEncoded().header();
    return of(clientId, (form, issuer, now) -> new Form(form, Map.of("Authorization", header)));
  }

  /// As a client with a secret in the form. RFC 6749 §2.3.1.
  ///
  /// @param clientId as the API is registered at the issuer
  /// @throws NullPointerException for a secret that is null, as of a variable that is not set
  public static Introspection clientSecretPost(String clientId, String clientSecret) {
    Objects.requireNonNull(clientSecret, NO_SECRET);
    return of(
        clientId,
        (form, issuer, now) ->
            new Form(
                form.with("client_id", clientId).with("client_secret", clientSecret), Map.of()));
  }

  /// As a client with a key, whose public half the issuer knows. RFC 7523 §2.2.
  ///
  /// @param clientId as the API is registered at the issuer
  /// @param privateJwk a private JWK (RFC 7517) of type EC or RSA, as JSON; signs by its `alg`, or
  ///   by that of its curve, or by PS256
  /// @throws IllegalArgumentException for what is no such key; the message tells nothing of it
  public static Introspection privateKeyJwt(String clientId, String privateJwk) {
    return of(clientId, PrivateKeyJwt.of(clientId, privateJwk));
  }

  /// As a client with a certificate, `tls_client_auth` or `self_signed_tls_client_auth`: the one
  /// that the HTTP client of [Fetcher#http(java.net.http.HttpClient)] shows. The issuer is asked at
  /// its `mtls_endpoint_aliases` where it has them. RFC 8705 §2, §5.
  ///
  /// @param clientId as the API is registered at the issuer
  public static Introspection tlsClientAuth(String clientId) {
    return of(clientId, new Named(clientId));
  }

  /// Believes an answer for this long; to begin with for 10 seconds. So long may a token be used
  /// that was revoked. It is never kept beyond the `exp` that it names.
  ///
  /// @throws IllegalArgumentException for less than nothing, or more than five minutes
  public Introspection cacheFor(Duration duration) {
    if (duration.isNegative() || duration.compareTo(MAX_CACHE) > 0) {
      throw new IllegalArgumentException("Answers are kept for up to five minutes.");
    }
    return new Introspection(
        clientId, credential, duration, endpoint, signed, audienceRequired, typeRequired);
  }

  /// Asks here, for issuers without metadata.
  ///
  /// @throws IllegalArgumentException for what is not an https URL (http only on loopback)
  public Introspection endpoint(URI uri) {
    if (!HttpFetcher.isAllowed(uri)) {
      throw new IllegalArgumentException(
          "An issuer is asked at an https URL (http only on loopback): " + uri);
    }
    return new Introspection(
        clientId, credential, cacheFor, Optional.of(uri), signed, audienceRequired, typeRequired);
  }

  /// Asks for signed answers, and takes no others. RFC 9701. After [#encryptedTo] it changes
  /// nothing: those are signed too.
  public Introspection signed() {
    return with(signed.orElseGet(() -> new Signed(List.of())));
  }

  /// Asks for answers that are signed and then encrypted to this API, and takes no others: for a
  /// client that registered `introspection_encrypted_response_alg`. RFC 9701 §5, §6.
  ///
  /// @param keys whose public halves the issuer knows; several while they are changed
  /// @throws IllegalArgumentException for none
  public Introspection encryptedTo(DecryptionKey... keys) {
    if (keys.length == 0) {
      throw new IllegalArgumentException("What is encrypted needs a key that opens it.");
    }
    return with(new Signed(List.of(keys)));
  }

  private Introspection with(Signed other) {
    return new Introspection(
        clientId,
        credential,
        cacheFor,
        endpoint,
        Optional.of(other),
        audienceRequired,
        typeRequired);
  }

  /// Takes tokens of which the issuer does not say for whom they are. Any API of the same issuer
  /// can use a token that was sent to it at this one then (RFC 7662 §4). One that names another API
  /// is refused still.
  ///
  /// @throws IllegalArgumentException after [#insecureWithoutTokenType]
  public Introspection insecureWithoutAudience() {
    return insecure(false, typeRequired);
  }

  /// Takes tokens of which the issuer does not say that they are access tokens, neither by
  /// `token_type` nor by `token_use`. Many issuers tell about refresh tokens as well: if the answer
  /// names the audience of those too, one that was stolen is as good here as an access token. What
  /// is said to be something else is refused still.
  ///
  /// @throws IllegalArgumentException after [#insecureWithoutAudience]: nothing would tell a
  ///   refresh token from an access token then
  public Introspection insecureWithoutTokenType() {
    return insecure(audienceRequired, false);
  }

  private Introspection insecure(boolean audience, boolean type) {
    if (!audience && !type) {
      throw new IllegalArgumentException(
          "An issuer has to say for whom a token is, or of which kind it is.");
    }
    return new Introspection(clientId, credential, cacheFor, endpoint, signed, audience, type);
  }

  String clientId() {
    return clientId;
  }

  Credential credential() {
    return credential;
  }

  boolean isByCertificate() {
    return credential.isByCertificate();
  }

  Duration cacheFor() {
    return cacheFor;
  }

  Optional<URI> endpoint() {
    return endpoint;
  }

  Optional<Signed> signedAnswers() {
    return signed;
  }

  boolean isAudienceRequired() {
    return audienceRequired;
  }

  boolean isTypeRequired() {
    return typeRequired;
  }

  /// Tells nothing of the secret.
  @Override
  public String toString() {
    return "Introspection[" + clientId + "]";
  }
}

package dev.mapae.resourceserver;

import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Accepts or refuses the bearer token of a request. RFC 6750.
///
/// Made once and shared by all threads. It asks the issuer for its keys when the first token comes,
/// so it can be made before the issuer runs. It recognizes JWTs that it accepted before: they are
/// held to the time and to the issuer's keys each time, and verified again when those keys changed.
public final class ResourceServer implements Authenticator<VerifiedToken> {
  private final ResourceServerSettings settings;
  private final TokenVerifier verifier;
  private final InstantSource clock;

  private ResourceServer(
      ResourceServerSettings settings, TokenVerifier verifier, InstantSource clock) {
    this.settings = settings;
    this.verifier = verifier;
    this.clock = clock;
  }

  /// A resource server for the JWT access tokens of an issuer (RFC 9068).
  ///
  /// @param issuer the issuer identifier, as in `iss`
  /// @param audience the identifier of this API, as in `aud`
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback)
  public static ResourceServer of(String issuer, String audience) {
    return of(ResourceServerSettings.of(issuer, audience));
  }

  /// The same with more settings.
  public static ResourceServer of(ResourceServerSettings settings) {
    return of(settings, Fetcher.http(), InstantSource.system());
  }

  /// The same with another way to get the issuer's documents, and another clock.
  public static ResourceServer of(
      ResourceServerSettings settings, Fetcher fetcher, InstantSource clock) {
    return new ResourceServer(
        settings,
        new JwtAccessTokens(settings, new IssuerKeys(settings, fetcher, clock), clock),
        clock);
  }

  /// A resource server for tokens of another kind.
  public static ResourceServer of(ResourceServerSettings settings, TokenVerifier verifier) {
    return new ResourceServer(settings, verifier, InstantSource.system());
  }

  /// Accepts every good token of this issuer for this API, whatever its scope.
  @Override
  public Outcome<VerifiedToken> authenticate(ResourceRequest request) {
    try {
      Optional<String> token = BearerToken.of(request);
      return token.isEmpty()
          ? new Outcome.Refused<>(unauthenticated())
          : new Outcome.Accepted<>(verifier.verify(token.get()));
    } catch (ProtocolException e) {
      return new Outcome.Refused<>(refusal(e.error()));
    }
  }

  /// The same, for requests that need more than a good token.
  ///
  /// @return an authenticator that also answers 403 `insufficient_scope` (RFC 6750 §3.1) and 401
  ///   `insufficient_user_authentication` (RFC 9470 §3)
  public Authenticator<VerifiedToken> require(Requirement requirement) {
    return request ->
        authenticate(request)
            .fold(
                token ->
                    requirement
                        .lacking(token, clock.instant())
                        .<Outcome<VerifiedToken>>map(e -> new Outcome.Refused<>(refusal(e)))
                        .orElseGet(() -> new Outcome.Accepted<>(token)),
                Outcome.Refused::new);
  }

  /// RFC 6750 §3.1: a request without authentication information is told no error code.
  private Refusal unauthenticated() {
    return new Refusal(
        401,
        Optional.empty(),
        "This needs an access token, in the header Authorization: Bearer ….",
        List.of(challenge()));
  }

  /// An error as this API answers it, with its challenge.
  private Refusal refusal(ProtocolError error) {
    Challenge challenge =
        challenge()
            .with("error", error.code())
            .with("error_description", error.description().replace('"', '\''));
    if (error instanceof ProtocolError.InsufficientScope lacking && !lacking.scope().isEmpty()) {
      challenge = challenge.with("scope", lacking.scope().toString());
    }
    if (error instanceof ProtocolError.InsufficientUserAuthentication lacking) {
      challenge = signInAgain(challenge, lacking);
    }
    // A fault of ours is not mended by other credentials.
    List<Challenge> challenges = error.status() >= 500 ? List.of() : List.of(challenge);
    return new Refusal(error.status(), Optional.of(error.code()), error.description(), challenges);
  }

  /// What an authorization request has to say. RFC 9470 §3, §4.
  private static Challenge signInAgain(
      Challenge challenge, ProtocolError.InsufficientUserAuthentication lacking) {
    Challenge with = challenge;
    if (!lacking.acrValues().isEmpty()) {
      with = with.with("acr_values", String.join(" ", lacking.acrValues()));
    }
    if (lacking.maxAge().isPresent()) {
      with = with.with("max_age", String.valueOf(lacking.maxAge().get().toSeconds()));
    }
    return lacking.scope().isEmpty() ? with : with.with("scope", lacking.scope().toString());
  }

  private Challenge challenge() {
    Challenge challenge = Challenge.of("Bearer");
    if (settings.realm().isPresent()) {
      challenge = challenge.with("realm", settings.realm().get());
    }
    if (settings.resourceMetadata().isPresent()) {
      challenge = challenge.with("resource_metadata", settings.resourceMetadata().get().toString());
    }
    return challenge;
  }
}

package dev.mapae.resourceserver;

import dev.mapae.protocol.DpopProof;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// Accepts or refuses the access token of a request: one for whoever bears it (RFC 6750), or one
/// that is bound to a key (RFC 9449, RFC 8705).
///
/// Made once and shared by all threads. It asks the issuer for its keys when the first token comes,
/// so it can be made before the issuer runs. It recognizes JWTs that it accepted before: they are
/// held to the time, to the issuer's keys and to what they are bound to each time, and verified
/// again when those keys changed.
public final class ResourceServer implements Authenticator<VerifiedToken> {
  private static final System.Logger LOG = System.getLogger(ResourceServer.class.getName());
  private static final Requirement NOTHING = new Requirement(Scope.empty(), Set.of());

  private final ResourceServerSettings settings;
  private final TokenVerifier verifier;
  private final InstantSource clock;
  private final TokenBinding binding;
  private final Challenges challenges;

  private ResourceServer(
      ResourceServerSettings settings, TokenVerifier verifier, InstantSource clock) {
    this.settings = settings;
    this.verifier = verifier;
    this.clock = clock;
    this.binding = new TokenBinding(settings.binding(), clock);
    this.challenges = new Challenges(settings, binding);
  }

  /// A resource server for the JWT access tokens of an issuer (RFC 9068).
  ///
  /// @param issuer the issuer identifier, as in `iss`
  /// @param audience the identifier of this API, as in `aud`; where it is a URL, the API has
  ///   metadata, to which its challenges point (RFC 9728 §5.1). An adapter that is in front of the
  ///   whole server answers them; one that is in front of a part publishes them in one line
  /// @throws IllegalArgumentException for an issuer that is not an https URL (http only on
  ///   loopback), and for an audience that is one with a fragment
  public static ResourceServer of(String issuer, String audience) {
    return of(ResourceServerSettings.of(issuer, audience).describedIfLocated());
  }

  /// The same with more settings.
  public static ResourceServer of(ResourceServerSettings settings) {
    return of(settings, Fetcher.http(), InstantSource.system());
  }

  /// The same with another way to get the issuer's documents, and another clock.
  public static ResourceServer of(
      ResourceServerSettings settings, Fetcher fetcher, InstantSource clock) {
    return new ResourceServer(settings, TrustedIssuers.of(settings, fetcher, clock), clock);
  }

  /// A resource server for tokens of another kind.
  public static ResourceServer of(ResourceServerSettings settings, TokenVerifier verifier) {
    return new ResourceServer(settings, verifier, InstantSource.system());
  }

  /// What this API tells clients about itself. RFC 9728.
  ///
  /// @return empty when the settings have none
  @Override
  public Optional<ProtectedResourceMetadata> metadata() {
    return settings.metadata();
  }

  /// Accepts every good token for this API, whatever its scope.
  @Override
  public Outcome<VerifiedToken> authenticate(ResourceRequest request) {
    return decide(request, NOTHING);
  }

  /// The same, for requests that need more than a good token.
  ///
  /// @return one that also answers 403 `insufficient_scope` (RFC 6750 §3.1) and 401
  ///   `insufficient_user_authentication` (RFC 9470 §3)
  public Guard require(Requirement requirement) {
    return new Guard(this, requirement);
  }

  /// The clock by which it judges tokens, for adapters to what goes on after a request was
  /// accepted.
  public InstantSource clock() {
    return clock;
  }

  /// What a request without token is answered, for frameworks that decide themselves whether it
  /// needs one.
  public Refusal unauthenticated() {
    return challenges.unauthenticated();
  }

  /// What a request is answered whose token was accepted, and that the rules of the application do
  /// not allow: 403 `insufficient_scope`.
  ///
  /// @param scope what would be enough, as it goes into the challenge; empty when no scope would
  ///   be, or nobody knows which
  public Refusal forbidden(ResourceRequest request, Scope scope) {
    return lacking(
        request, new ProtocolError.InsufficientScope("The token does not allow this.", scope));
  }

  /// What a request is answered whose token was accepted, and lacks something: 403
  /// `insufficient_scope`, or 401 `insufficient_user_authentication` (RFC 9470 §3).
  ///
  /// @param error what [Requirement#lacking] said
  public Refusal lacking(ResourceRequest request, ProtocolError error) {
    return challenges.refusal(error, scheme(request));
  }

  private static PresentedToken.Scheme scheme(ResourceRequest request) {
    return PresentedToken.Scheme.of(request).orElse(PresentedToken.Scheme.BEARER);
  }

  Outcome<VerifiedToken> decide(ResourceRequest request, Requirement requirement) {
    try {
      Optional<PresentedToken> presented = PresentedToken.of(request);
      if (presented.isEmpty()) {
        return new Outcome.Refused<>(challenges.unauthenticated());
      }
      VerifiedToken token = verify(presented.get().token());
      Optional<DpopProof> proof = binding.verify(token, presented.get(), request);
      Optional<ProtocolError> lacking = requirement.lacking(token, clock.instant());
      if (lacking.isPresent()) {
        return refused(lacking.get(), request);
      }
      proof.ifPresent(shown -> binding.spend(shown, presented.get(), request));
      return new Outcome.Accepted<>(token, binding.nextNonce(proof));
    } catch (ProtocolException e) {
      return refused(e.error(), request);
    }
  }

  private VerifiedToken verify(String token) {
    try {
      return verifier.verify(token);
    } catch (ProtocolException e) {
      throw e;
    } catch (RuntimeException e) {
      // A verifier may be the application's own, and fail as it likes.
      LOG.log(System.Logger.Level.WARNING, "nobody can tell whether tokens are good", e);
      throw new ProtocolError.TemporarilyUnavailable(
              "Tokens cannot be checked just now; send the request again later.")
          .exception();
    }
  }

  private Outcome<VerifiedToken> refused(ProtocolError error, ResourceRequest request) {
    return new Outcome.Refused<>(challenges.refusal(error, scheme(request)));
  }
}

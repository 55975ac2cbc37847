package dev.mapae.resourceserver;

import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.resourceserver.PresentedToken.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Errors as an API answers them: the status, and the challenges by which a client mends it. RFC
/// 6750 §3, RFC 9449 §7, RFC 9470 §3.
final class Challenges {
  private final ResourceServerSettings settings;
  private final TokenBinding binding;

  Challenges(ResourceServerSettings settings, TokenBinding binding) {
    this.settings = settings;
    this.binding = binding;
  }

  /// RFC 6750 §3.1: a request without authentication information is told no error code.
  Refusal unauthenticated() {
    List<Challenge> challenges = new ArrayList<>();
    challenges.add(bare(Scheme.BEARER));
    if (takesProofs()) {
      challenges.add(bare(Scheme.DPOP));
    }
    return new Refusal(
        401,
        Optional.empty(),
        "This needs an access token, in the header Authorization: Bearer ….",
        challenges);
  }

  /// An error of a request that had a token.
  ///
  /// @param scheme by which it came
  Refusal refusal(ProtocolError error, Scheme scheme) {
    int status = status(error);
    return new Refusal(
        status,
        Optional.of(error.code()),
        error.description(),
        // A fault of ours is not mended by other credentials.
        status >= 500 ? List.of() : challenges(error, scheme),
        scheme == Scheme.DPOP ? binding.nonce() : Optional.empty());
  }

  /// Those about proofs are no faults of form at an API. RFC 9449 §7.1, §9.
  private static int status(ProtocolError error) {
    return error instanceof ProtocolError.InvalidDpopProof
            || error instanceof ProtocolError.UseDpopNonce
        ? 401
        : error.status();
  }

  private List<Challenge> challenges(ProtocolError error, Scheme scheme) {
    Challenge challenge =
        bare(scheme)
            .with("error", error.code())
            .with("error_description", error.description().replace('"', '\''));
    if (error instanceof ProtocolError.InsufficientScope lacking && !lacking.scope().isEmpty()) {
      challenge = challenge.with("scope", lacking.scope().toString());
    }
    if (error instanceof ProtocolError.InsufficientUserAuthentication lacking) {
      challenge = signInAgain(challenge, lacking);
    }
    // The token may have come by the wrong scheme. RFC 9449 §7.2.
    return error instanceof ProtocolError.InvalidToken && scheme == Scheme.BEARER && takesProofs()
        ? List.of(challenge, bare(Scheme.DPOP))
        : List.of(challenge);
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

  private Challenge bare(Scheme scheme) {
    Challenge challenge = Challenge.of(scheme.word());
    if (settings.realm().isPresent()) {
      challenge = challenge.with("realm", settings.realm().get());
    }
    if (settings.metadata().isPresent()) {
      challenge = challenge.with("resource_metadata", settings.metadata().get().uri().toString());
    }
    return scheme == Scheme.DPOP
        ? challenge.with("algs", String.join(" ", settings.binding().dpopAlgorithms()))
        : challenge;
  }

  private boolean takesProofs() {
    return settings.binding().publishedAt().isPresent();
  }
}

package dev.mapae.resourceserver;

import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A refused request, ready to be answered. RFC 6750 §3, RFC 7617 §2, RFC 9449 §7.1. The body is up
/// to the application; [#problem()] is one that it need not write itself.
///
/// @param status 400, 401, 403 or 503
/// @param error the code of RFC 6750 §3.1; empty when the request had no credentials at all, and
///   for HTTP Basic, which has no codes
/// @param description what was wrong and how to mend it, for the developer of the client
/// @param challenges what goes into `WWW-Authenticate`
/// @param dpopNonce the nonce for the next DPoP proof of the client, where proofs need one (RFC
///   9449 §9)
public record Refusal(
    int status,
    Optional<String> error,
    String description,
    List<Challenge> challenges,
    Optional<String> dpopNonce) {
  private static final String RETRY_AFTER_SECONDS = "5";

  public Refusal {
    challenges = List.copyOf(challenges);
  }

  /// A refusal without nonce.
  public Refusal(
      int status, Optional<String> error, String description, List<Challenge> challenges) {
    this(status, error, description, challenges, Optional.empty());
  }

  /// The headers that the answer must have: `WWW-Authenticate` with one value for each challenge,
  /// `Retry-After` with 503, and `DPoP-Nonce` where proofs need one, in an answer that nobody keeps
  /// (RFC 9449 §8.2).
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    if (!challenges.isEmpty()) {
      headers.put("WWW-Authenticate", challenges.stream().map(Challenge::header).toList());
    }
    if (status == 503) {
      headers.put("Retry-After", List.of(RETRY_AFTER_SECONDS));
    }
    dpopNonce.ifPresent(nonce -> {
      headers.put("DPoP-Nonce", List.of(nonce));
      headers.put("Cache-Control", List.of("no-store"));
    });
    return headers;
  }

  /// A body of `application/problem+json`, with the error code as an extension member. RFC 9457 §3.
  public Json problem() {
    Json problem = Json.object().with("status", status).with("detail", description);
    return error.map(code -> problem.with("error", code)).orElse(problem);
  }
}

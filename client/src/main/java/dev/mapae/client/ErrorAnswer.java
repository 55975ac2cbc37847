package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads an error answer. RFC 6749 §4.1.2.1 (by redirect), §5.2 (as JSON), RFC 6750 §3.1 (as a
/// challenge).
final class ErrorAnswer {
  private static final int MAX_CODE = 100;
  private static final int MAX_DESCRIPTION = 500;

  /// Answers to a device that goes on asking, with whatever status. RFC 8628 §3.5.
  private static final Set<String> WAIT = Set.of("authorization_pending", "slow_down");

  private ErrorAnswer() {}

  /// The error that an answer with another status than was hoped for stands for.
  ///
  /// @param secrets what was sent; a server that echoes one of them does not get it into our
  ///   messages
  static ClientError of(Answer answer, Collection<String> secrets) {
    Map<String, Object> json = answer.object().orElse(Map.of());
    Object error = json.get("error");
    if (isAway(answer.status()) && !WAIT.contains(String.valueOf(error))) {
      return new ClientError.Unavailable(
          Answer.place(answer.uri())
              + " answered with HTTP status "
              + answer.status()
              + (error instanceof String code ? " (" + tame(code, MAX_CODE, secrets) + ")." : "."),
          OptionalInt.of(answer.status()),
          answer.retryAfter());
    }
    if (error instanceof String code && !code.isEmpty()) {
      return new ClientError.Refused(
          tame(code, MAX_CODE, secrets),
          json.get("error_description") instanceof String text
              ? tame(text, MAX_DESCRIPTION, secrets)
              : "",
          json.get("error_uri") instanceof String uri ? page(uri, secrets) : Optional.empty(),
          OptionalInt.of(answer.status()),
          answer.retryAfter());
    }
    Optional<String> challenged = WwwAuthenticate.error(answer.headers());
    if (challenged.isPresent()) {
      return new ClientError.Refused(
          tame(challenged.get(), MAX_CODE, secrets),
          "",
          Optional.empty(),
          OptionalInt.of(answer.status()),
          answer.retryAfter());
    }
    if (answer.status() >= 300 && answer.status() < 400) {
      return answer.invalid("is a redirect, which is not followed");
    }
    return answer.invalid("has HTTP status " + answer.status() + " and no OAuth error");
  }

  /// Whoever answers so would answer otherwise later, whatever the body calls it.
  private static boolean isAway(int status) {
    return status == 429 || status >= 500;
  }

  /// The error in a redirect back to the client.
  static ClientError.Refused of(String code, Parameters callback) {
    return new ClientError.Refused(
        tame(code, MAX_CODE, callback.all("code")),
        tame(callback.one("error_description").orElse(""), MAX_DESCRIPTION, callback.all("code")),
        callback.one("error_uri").flatMap(uri -> page(uri, callback.all("code"))),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static String tame(String text, int limit, Collection<String> secrets) {
    String safe = text;
    for (String secret : secrets) {
      safe = secret.isEmpty() ? safe : safe.replace(secret, "…");
    }
    // Log lines and terminals are no place for a stranger's line breaks and escapes.
    safe = safe.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
    return safe.length() <= limit ? safe : safe.substring(0, limit) + "…";
  }

  private static Optional<URI> page(String value, Collection<String> secrets) {
    if (value.length() > MAX_DESCRIPTION
        || !value.matches("https?://[\\x21-\\x7e]+")
        || secrets.stream().anyMatch(s -> !s.isEmpty() && value.contains(s))) {
      return Optional.empty();
    }
    try {
      return Optional.of(URI.create(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package dev.mapae.client;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What kept the client from its goal. Its texts never hold a secret, a code or a token.
public sealed interface ClientError {
  /// One or two sentences for the developer.
  String description();

  /// How long the server asked to be left alone. RFC 9110 §10.2.3.
  default Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /// Makes the throwable that carries this error.
  default ClientException exception() {
    return new ClientException(this);
  }

  /// The authorization server answered with an error. RFC 6749 §4.1.2.1, §5.2.
  ///
  /// @param code the value of `error`, like `invalid_grant` or `access_denied`
  /// @param description the value of `error_description`, shortened; empty text when there was none
  /// @param errorUri a page that explains the error, when it is an `http` or `https` URL
  /// @param status the HTTP status; empty when the error came by redirect
  record Refused(
      String code,
      String description,
      Optional<URI> errorUri,
      OptionalInt status,
      Optional<Duration> retryAfter)
      implements ClientError {}

  /// Nobody answered in time, or the answer was that nobody can answer now.
  ///
  /// @param status the HTTP status; empty when there was no answer at all
  record Unavailable(String description, OptionalInt status, Optional<Duration> retryAfter)
      implements ClientError {}

  /// The answer is not what its specification says: not JSON, too large, a member missing.
  record InvalidAnswer(String description) implements ClientError {}

  /// A check of security failed: `state`, `iss`, the issuer, an endpoint, the ID token. Whoever
  /// made this answer may be an attacker.
  record Untrusted(String description) implements ClientError {}

  /// The authorization server does not offer what was asked for.
  record Unsupported(String description) implements ClientError {}

  /// The person did not answer within the time limit.
  record TimedOut(String description) implements ClientError {}

  /// The thread was interrupted while it waited; its interrupt flag is set again. Requests to the
  /// token endpoint are waited out all the same, since they spend something.
  record Interrupted(String description) implements ClientError {}
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.util.Optional;

/// Reads the `max_age` of a request. OIDC Core §3.1.2.1, RFC 9470 §4.
public final class MaxAge {
  private static final int DIGITS = 9;

  private MaxAge() {}

  /// How long ago the person may have signed in, if that is said: by the request, or else by what
  /// its client registered (OpenID Connect Dynamic Client Registration §2).
  ///
  /// @throws ProtocolException `invalid_request` for what is no number of seconds
  public static Optional<Duration> of(Client client, Parameters parameters) {
    return parameters.one("max_age").map(MaxAge::parse).or(client.authentication()::maxAge);
  }

  private static Duration parse(String value) {
    if (!value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new ProtocolError.InvalidRequest("The max_age is not a number of seconds.").exception();
    }
    // No session is as old as a number of more digits.
    return Duration.ofSeconds(
        value.length() > DIGITS ? Integer.MAX_VALUE : Integer.parseInt(value));
  }
}

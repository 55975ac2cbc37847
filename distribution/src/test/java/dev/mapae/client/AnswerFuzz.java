package dev.mapae.client;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers of servers, bad and good: `Retry-After`, `WWW-Authenticate`, and the body. RFC 6749
/// §5.2, RFC 9110 §10.2.3. What the client sent stays out of the errors that it makes of them.
public final class AnswerFuzz implements FuzzTarget {
  private static final URI ISSUER = URI.create("https://id.example.com");
  private static final URI THERE = URI.create("https://id.example.com/token");
  private static final String SECRET = "s3cret-s3cret";
  private static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);

  @Override
  public void eat(byte[] input) {
    List<String> lines = FuzzTarget.lines(input, 3);
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of(
                "Content-Type",
                List.of("application/json"),
                "Retry-After",
                List.of(lines.get(0)),
                "WWW-Authenticate",
                List.of(lines.get(1))),
            (name, value) -> true);
    for (int status : List.of(302, 401, 503)) {
      Answer answer = new Answer(THERE, status, headers, lines.get(2), () -> NOW);
      refused(ErrorAnswer.of(answer, List.of(SECRET)));
      answer
          .retryAfter()
          .ifPresent(wait ->
              holds(
                  !wait.isNegative() && wait.compareTo(Duration.ofHours(1)) <= 0, "wait " + wait));
    }
    byRedirect(lines.get(2));
    good(new Answer(THERE, 200, headers, lines.get(2), () -> NOW));
  }

  /// Good answers are tokens, codes for a person, and registrations; or refused as none. RFC 6749
  /// §5.1, RFC 8628 §3.2, RFC 7591 §3.2.1.
  private static void good(Answer answer) {
    read(() -> IssuedTokens.read(answer, Scope.empty(), NOW))
        .ifPresent(issued -> holds(!issued.tokens().accessToken().isEmpty(), "no token"));
    read(() -> DeviceAuthorization.read(answer, AuthorizationOptions.empty(), ISSUER, NOW))
        .ifPresent(device -> {
          holds("https".equals(device.verificationUri().getScheme()), "it leads elsewhere");
          holds(
              device.userCode().chars().noneMatch(Character::isISOControl),
              "a terminal would obey the code");
        });
    read(() -> RegisteredClient.read(answer, ISSUER))
        .flatMap(RegisteredClient::management)
        .ifPresent(there ->
            holds(
                "https".equals(there.registrationClientUri().getScheme()),
                "the token would be sent in the clear"));
  }

  private static <T> Optional<T> read(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (ClientException e) {
      return Optional.empty();
    }
  }

  private static void byRedirect(String query) {
    try {
      refused(ErrorAnswer.of("access_denied", Parameters.parse(query).with("code", SECRET)));
    } catch (ProtocolException e) {
      // It is no query, or says something twice.
    }
  }

  private static void refused(ClientError error) {
    holds(!error.toString().contains(SECRET), "a secret is in " + error);
    holds(error.description().length() <= 600, "the description is unbounded");
  }
}

package dev.mapae.client;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Answers of servers: `Retry-After`, `WWW-Authenticate`, and the body. RFC 6749 §5.2, RFC 9110
/// §10.2.3. What the client sent stays out of the errors that it makes of them.
public final class AnswerFuzz implements FuzzTarget {
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

package dev.mapae.authorizationserver.clientauth;

import static dev.mapae.authorizationserver.clientauth.ClientAssertions.refused;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Once;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client says of itself in an assertion. RFC 7523 §3.
///
/// Its audience is as in draft-ietf-oauth-rfc7523bis: this server and nothing else. One that names
/// an endpoint may have been asked for by another server, which now comes with it.
record AssertionClaims(Assertion assertion, String subject, Once once) {
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  /// RFC 6749 §A.1.
  private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,255}");

  private static final String TOKEN_ENDPOINT = "/token";

  /// @throws dev.mapae.protocol.ProtocolException `invalid_client` when one is missing or of the
  ///   wrong type
  static AssertionClaims of(Assertion assertion) {
    String subject = assertion.text("sub");
    if (!subject.equals(assertion.text("iss"))) {
      throw refused("The iss and the sub of the client_assertion have to be the client_id, both.");
    }
    if (!CLIENT_ID.matcher(subject).matches()) {
      throw refused("The sub of the client_assertion is no client_id.");
    }
    return new AssertionClaims(
        assertion, subject, assertion.once(Once.Kind.CLIENT_ASSERTION, subject));
  }

  /// Checks everything but the signature.
  ///
  /// @param path of the endpoint that was called
  /// @throws dev.mapae.protocol.ProtocolException `invalid_client`
  void check(Issuer issuer, Client client, String path, Instant now) {
    if (!isFor(issuer, client, path)) {
      throw refused(
          "The aud of the client_assertion has to be the issuer of this server, "
              + issuer.value()
              + ", as a single text.");
    }
    assertion.checkTimes(now, LONGEST_LIFE);
  }

  private boolean isFor(Issuer issuer, Client client, String path) {
    @Nullable Object audience = assertion.claims().get("aud");
    if (!client.credentials().assertions().insecureAudience()) {
      return issuer.value().equals(audience);
    }
    List<String> ours =
        List.of(
            issuer.value(),
            issuer.url(TOKEN_ENDPOINT),
            issuer.url(path.substring(issuer.path().length())));
    return audience instanceof List<?> several
        ? several.stream().anyMatch(one -> one instanceof String text && ours.contains(text))
        : audience instanceof String one && ours.contains(one);
  }
}

package dev.mapae.client;

import static dev.mapae.client.Failures.untrusted;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9207, the issuer in the authorization response, and the mix-up attack that it ends (RFC 9700
/// §4.4).
class Rfc9207MixUpTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions options = AuthorizationOptions.scope("playlist.read");

  @AfterEach
  void no_code_was_given_away() {
    assertThat(issuer.server.received("/token")).isEmpty();
    issuer.close();
  }

  private static Parameters answer(AuthorizationRequest request) {
    return Parameters.empty().with("code", "a-code").with("state", request.state());
  }

  @Nested
  class Section_2_4_the_client_compares_iss {
    @Test
    void and_refuses_another() {
      AuthorizationCode flow = issuer.client().authorizationCode(REDIRECT_URI);
      AuthorizationRequest request = flow.start(options);
      untrusted(() -> flow.finish(request, answer(request).with("iss", "https://evil.example")));
      untrusted(() -> flow.finish(request, answer(request).with("iss", issuer.issuer() + "/")));
    }

    @Test
    void and_refuses_another_from_a_server_that_does_not_announce_it() {
      issuer.metadata.remove("authorization_response_iss_parameter_supported");
      AuthorizationCode flow = issuer.client().authorizationCode(REDIRECT_URI);
      AuthorizationRequest request = flow.start(options);
      untrusted(() -> flow.finish(request, answer(request).with("iss", "https://evil.example")));
    }

    @Test
    void and_refuses_its_absence_where_it_is_announced() {
      AuthorizationCode flow = issuer.client().authorizationCode(REDIRECT_URI);
      AuthorizationRequest request = flow.start(options);
      untrusted(() -> flow.finish(request, answer(request)));
    }

    @Test
    void and_does_not_believe_the_error_of_another() {
      AuthorizationCode flow = issuer.client().authorizationCode(REDIRECT_URI);
      AuthorizationRequest request = flow.start(options);
      Parameters answer =
          Parameters.empty()
              .with("error", "access_denied")
              .with("state", request.state())
              .with("iss", "https://evil.example");
      untrusted(() -> flow.finish(request, answer));
    }
  }

  @Test
  void a_code_is_not_taken_to_another_server_than_the_request_was_for() {
    try (PlayedIssuer other = new PlayedIssuer()) {
      AuthorizationCode there = other.client().authorizationCode(REDIRECT_URI);
      AuthorizationRequest request = there.start(options);
      AuthorizationCode here = issuer.client().authorizationCode(REDIRECT_URI);
      untrusted(() -> here.finish(request, answer(request).with("iss", issuer.issuer())));
      untrusted(() -> here.finish(request, answer(request).with("iss", other.issuer())));
      assertThat(other.server.received("/token")).isEmpty();
    }
  }
}

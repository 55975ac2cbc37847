package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7636, Proof Key for Code Exchange, as the client does it.
class Rfc7636PkceTests {
  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions options = AuthorizationOptions.scope("playlist.read");

  @AfterEach
  void close() {
    issuer.close();
  }

  private AuthorizationCode flow() {
    return issuer.client().authorizationCode(REDIRECT_URI);
  }

  @Nested
  class Section_4_the_protocol {
    @Test
    void the_challenge_is_sent_first_and_its_verifier_with_the_code() {
      AuthorizationRequest request = flow().start(options);
      flow().finish(request, issuer.approve(request));
      Parameters asked = Parameters.parse(request.url().getRawQuery());
      String verifier = issuer.server.last("/token").form().required("code_verifier");
      assertThat(asked.one("code_challenge_method")).contains("S256");
      assertThat(Pkce.matches(verifier, asked.required("code_challenge"))).isTrue();
      assertThat(request.url().toString()).doesNotContain(verifier);
    }

    @Test
    void every_request_has_a_verifier_of_its_own() {
      assertThat(flow().start(options).codeVerifier())
          .isNotEqualTo(flow().start(options).codeVerifier());
    }
  }

  @Nested
  class A_server_that_does_not_announce_S256 {
    @Test
    void is_not_asked() {
      issuer.metadata.remove("code_challenge_methods_supported");
      assertThat(failure(ClientError.Unsupported.class, () -> flow().start(options)).description())
          .contains("insecureAllowMissingPkceMetadata");
    }

    @Test
    void is_asked_with_S256_when_it_is_silent_and_the_application_insists() {
      issuer.metadata.remove("code_challenge_methods_supported");
      AuthorizationRequest request = flow().insecureAllowMissingPkceMetadata().start(options);
      assertThat(request.url().getRawQuery()).contains("&code_challenge_method=S256");
    }

    @Test
    void is_never_asked_when_it_announces_others() {
      issuer.metadata.put("code_challenge_methods_supported", List.of("plain"));
      failure(ClientError.Unsupported.class, () -> flow().start(options));
      failure(
          ClientError.Unsupported.class,
          () -> flow().insecureAllowMissingPkceMetadata().start(options));
    }
  }
}

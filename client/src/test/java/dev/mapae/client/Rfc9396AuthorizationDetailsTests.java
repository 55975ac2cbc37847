package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.PlayedIssuer.REDIRECT_URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9396, rich authorization requests, from the side of the client.
class Rfc9396AuthorizationDetailsTests {
  private static final Map<String, Object> PAYMENT =
      Map.of("type", "payment", "amount", Map.of("value", "12.50"));

  private final PlayedIssuer issuer = new PlayedIssuer();

  @AfterEach
  void close() {
    issuer.close();
  }

  private Tokens granted(Object details) {
    issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of("authorization_details", details)));
    AuthorizationCode flow = issuer.client().authorizationCode(REDIRECT_URI);
    AuthorizationRequest request = flow.start(AuthorizationOptions.scope("a"));
    return flow.finish(request, issuer.approve(request));
  }

  @Nested
  class Section_3_the_request {
    @Test
    void has_them_as_an_array() {
      AuthorizationRequest request =
          issuer
              .client()
              .authorizationCode(REDIRECT_URI)
              .start(AuthorizationOptions.scope("a").authorizationDetails(PAYMENT));
      assertThat(Parameters.parse(request.url().getRawQuery()).required("authorization_details"))
          .startsWith("[{")
          .contains("\"type\":\"payment\"")
          .contains("\"amount\":{\"value\":\"12.50\"}");
    }

    @Test
    void has_none_without_type() {
      AuthorizationOptions options = AuthorizationOptions.scope("a");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> options.authorizationDetails(Map.of("amount", 1)));
    }
  }

  @Nested
  class Section_7_the_token_response {
    @Test
    void says_which_were_granted() {
      assertThat(granted(List.of(PAYMENT)).authorizationDetails()).isEqualTo(List.of(PAYMENT));
    }

    /// RFC 6749 §6: what is refreshed is what was granted.
    @Test
    void of_a_refresh_that_leaves_them_out_leaves_them_as_they_were() {
      Tokens tokens = granted(List.of(PAYMENT)).withRefreshToken(Optional.of("a-refresh-token"));
      issuer.server.on("/token", r -> PlayedIssuer.tokens(Map.of()));
      assertThat(issuer.client().refresh(tokens).authorizationDetails())
          .isEqualTo(List.of(PAYMENT));
    }

    @Test
    void of_a_refresh_that_says_there_are_none_any_more_is_heard() {
      Tokens tokens = granted(List.of(PAYMENT)).withRefreshToken(Optional.of("a-refresh-token"));
      issuer.server.on(
          "/token", r -> PlayedIssuer.tokens(Map.of("authorization_details", List.of())));
      assertThat(issuer.client().refresh(tokens).authorizationDetails()).isEmpty();
    }

    @Test
    void that_is_no_array_of_such_is_refused() {
      failure(ClientError.InvalidAnswer.class, () -> granted("payment"));
      failure(ClientError.InvalidAnswer.class, () -> granted(List.of("payment")));
      failure(ClientError.InvalidAnswer.class, () -> granted(List.of(Map.of("amount", 1))));
    }
  }
}

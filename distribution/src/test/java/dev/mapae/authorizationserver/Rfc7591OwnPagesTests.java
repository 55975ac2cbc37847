package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7591, what people are shown of a client that registered itself.
class Rfc7591OwnPagesTests {
  private final TestServer server =
      new TestServer(
          Engine.preset(),
          Samples.declarations(),
          Seams.registering(Mode.OPEN, false, Fetcher.none()));
  private final Registering registering = new Registering(server);

  @AfterEach
  void close() {
    server.close();
  }

  private String page(Map<String, Object> metadata) {
    Map<String, Object> client = registering.register(metadata);
    String redirectUri = ((List<?>) client.get("redirect_uris")).getFirst().toString();
    return new TestBrowser(server)
        .get(Ask.of((String) client.get("client_id"), redirectUri, "playlist.read").url())
        .signInAs("alice")
        .html();
  }

  private static Map<String, Object> saying(String uri) {
    return open("logo_uri", uri, "client_uri", uri, "policy_uri", uri, "tos_uri#en", uri);
  }

  private static void assertNone(String html) {
    assertThat(html)
        .contains("Nobody has checked it.")
        .doesNotContain("/logos/")
        .doesNotContain("Who runs it")
        .doesNotContain("rel=\"noreferrer\"");
  }

  /// A rogue client has the logo of a bank, and the links to it.
  @Nested
  class Section_5_security_considerations {
    @Test
    void pages_on_the_host_of_the_redirect_uris_are_shown() {
      assertThat(page(saying("https://Stranger.example.com:8443/about")))
          .contains("/logos/")
          .contains("Who runs it")
          .contains("<a href=\"https://Stranger.example.com:8443/about\"");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://bank.example.com/x",
          "https://example.com/x",
          "https://www.stranger.example.com/x",
          "https://stranger.example.com.bank.example/x",
          "https://stranger.example.com@bank.example/x",
          "http://stranger.example.com/x"
        })
    void those_on_another_are_not(String uri) {
      assertNone(page(saying(uri)));
    }

    @Test
    void nor_where_answers_go_to_several_hosts_or_to_none() {
      String uri = "https://stranger.example.com/x";
      for (List<String> redirectUris :
          List.of(
              List.of(Registering.CALLBACK, "https://other.example.com/cb"),
              List.of(Registering.CALLBACK, "http://127.0.0.1/cb"),
              List.of(Registering.CALLBACK, "com.example.stranger:/cb"))) {
        Map<String, Object> metadata = saying(uri);
        metadata.put("redirect_uris", redirectUris);
        metadata.put("application_type", "native");
        assertNone(page(metadata));
      }
    }

    @Test
    void contacts_are_not_shown() {
      assertThat(page(open("contacts", List.of("security@bank.example"))))
          .doesNotContain("bank.example");
    }

    @Test
    void the_client_is_told_what_it_registered() {
      String uri = "https://bank.example.com/x";
      assertThat(registering.register(saying(uri)))
          .containsEntry("logo_uri", uri)
          .containsEntry("client_uri", uri);
    }
  }
}

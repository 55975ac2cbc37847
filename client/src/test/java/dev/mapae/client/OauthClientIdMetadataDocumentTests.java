package dev.mapae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.protocol.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OAuth Client ID Metadata Document, as a client publishes it.
class OauthClientIdMetadataDocumentTests {
  private static final URI CLIENT_ID = URI.create("https://app.example.com/oauth/client.json");
  private static final URI CALLBACK = URI.create("http://127.0.0.1/callback");

  @Nested
  class Section_3_the_url {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://app.example.com/client.json",
          "https://app.example.com",
          "https://app.example.com/",
          "https://app.example.com/client.json#a",
          "https://app.example.com/client.json?a=b",
          "https://me@app.example.com/client.json",
          "https://app.example.com/a/../client.json",
          "https:/client.json"
        })
    void that_servers_would_refuse_is_refused_here(String url) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ClientIdMetadataDocument.onDevices(URI.create(url), "My app", CALLBACK));
    }
  }

  @Nested
  class Section_4_the_document {
    @Test
    void says_who_it_is_of() {
      ClientIdMetadataDocument document =
          ClientIdMetadataDocument.onDevices(CLIENT_ID, "내 앱", CALLBACK);
      assertThat(
              Json.parseObject(new String(document.json(), StandardCharsets.UTF_8)).orElseThrow())
          .containsEntry("client_id", CLIENT_ID.toString())
          .containsEntry("client_name", "내 앱")
          .containsEntry("redirect_uris", List.of(CALLBACK.toString()))
          .containsEntry("token_endpoint_auth_method", "none");
      assertThat(document.authentication()).isEqualTo(new None(CLIENT_ID.toString()));
    }

    @Test
    void section_4_1_has_no_method_that_needs_a_secret() {
      ClientMetadata web = ClientMetadata.web("My app", CALLBACK);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClientIdMetadataDocument(CLIENT_ID, web));
      assertThat(
              new ClientIdMetadataDocument(CLIENT_ID, web.authenticatedBy(Keys.signing())).json())
          .isNotEmpty();
    }

    @Test
    void has_a_redirect_uri_and_fits_into_5_KiB() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClientIdMetadataDocument.onDevices(CLIENT_ID, "My app"));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> ClientIdMetadataDocument.onDevices(CLIENT_ID, "x".repeat(5 * 1024), CALLBACK));
    }
  }
}

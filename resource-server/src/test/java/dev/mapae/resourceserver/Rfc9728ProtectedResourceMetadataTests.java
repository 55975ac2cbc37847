package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.challenge;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static dev.mapae.resourceserver.TestIssuer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.protocol.VerificationKey;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9728, OAuth 2.0 Protected Resource Metadata.
class Rfc9728ProtectedResourceMetadataTests {
  private static final String ISSUER = "https://id.example.com";

  @Nested
  class Section_2_the_document {
    @Test
    void has_the_members_of_the_section() throws ParseException {
      String json =
          ProtectedResourceMetadata.of("https://api.example.com/", ISSUER)
              .scopesSupported("playlist.read", "playlist.write")
              .resourceName("Music API")
              .authorizationDetailsTypesSupported("playlist_share")
              .json();

      assertThat(JSONObjectUtils.parse(json))
          .isEqualTo(
              Map.of(
                  "resource", "https://api.example.com/",
                  "authorization_servers", List.of(ISSUER),
                  "scopes_supported", List.of("playlist.read", "playlist.write"),
                  "bearer_methods_supported", List.of("header"),
                  "authorization_details_types_supported", List.of("playlist_share"),
                  "resource_name", "Music API"));
    }

    @Test
    void has_what_else_is_said() throws ParseException {
      String json =
          ProtectedResourceMetadata.of("https://api.example.com/", ISSUER)
              .with("resource_documentation", "https://api.example.com/docs")
              .with("tls_client_certificate_bound_access_tokens", true)
              .resourceName("Music API")
              .with("resource_name#ko", "음악 API")
              .json();

      assertThat(JSONObjectUtils.parse(json))
          .containsEntry("resource_documentation", "https://api.example.com/docs")
          .containsEntry("tls_client_certificate_bound_access_tokens", true)
          .containsEntry("resource_name", "Music API")
          .containsEntry("resource_name#ko", "음악 API");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"resource", "authorization_servers", "resource_name", "signed_metadata"})
    void is_not_told_otherwise_what_it_says_itself(String name) {
      ProtectedResourceMetadata metadata =
          ProtectedResourceMetadata.of("https://api.example.com/", ISSUER);
      assertThatThrownBy(() -> metadata.with(name, "x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }

    @Test
    void is_never_made_of_what_JSON_has_no_word_for() {
      ProtectedResourceMetadata metadata =
          ProtectedResourceMetadata.of("https://api.example.com/", ISSUER);
      URI docs = URI.create("https://api.example.com/docs");
      for (Object value : List.of(docs, List.of(docs), Map.of(1, "x"), Double.NaN)) {
        assertThatThrownBy(() -> metadata.with("resource_documentation", value))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("resource_documentation");
      }
      Object nothing = Map.of().get("resource_documentation");
      assertThatThrownBy(() -> metadata.with("resource_documentation", nothing))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("resource_documentation");
    }

    @Test
    void leaves_out_what_is_not_known() throws ParseException {
      String json = ProtectedResourceMetadata.of("https://api.example.com/", ISSUER).json();

      assertThat(JSONObjectUtils.parse(json))
          .containsOnlyKeys("resource", "authorization_servers", "bearer_methods_supported");
      assertThat(
              ProtectedResourceMetadata.of("https://api.example.com/", ISSUER)
                  .scopesSupported("x")
                  .scopesSupported(new String[0])
                  .authorizationDetailsTypesSupported("x")
                  .authorizationDetailsTypesSupported()
                  .json())
          .isEqualTo(json);
    }
  }

  @Nested
  class Section_1_2_the_resource_identifier {
    @ParameterizedTest
    @ValueSource(
        strings = {"http://api.example.com/", "https://api.example.com/#x", "urn:api", "api"})
    void is_an_https_url_without_fragment(String resource) {
      assertThatThrownBy(() -> ProtectedResourceMetadata.of(resource, ISSUER))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Section_3_1_the_place {
    @ParameterizedTest
    @CsvSource({
      "https://api.example.com, https://api.example.com/.well-known/oauth-protected-resource",
      "https://api.example.com/, https://api.example.com/.well-known/oauth-protected-resource",
      "https://api.example.com/v1,"
          + " https://api.example.com/.well-known/oauth-protected-resource/v1",
      "https://api.example.com/v1/,"
          + " https://api.example.com/.well-known/oauth-protected-resource/v1/",
      "https://api.example.com/?t=1,"
          + " https://api.example.com/.well-known/oauth-protected-resource?t=1",
      "http://localhost:9001/, http://localhost:9001/.well-known/oauth-protected-resource"
    })
    void has_the_well_known_part_before_the_path_and_query(String resource, String place) {
      ProtectedResourceMetadata metadata = ProtectedResourceMetadata.of(resource, ISSUER);

      assertThat(metadata.uri()).hasToString(place);
      assertThat(place).contains(metadata.path());
    }
  }

  @Nested
  class Section_3_1_the_request {
    private final ProtectedResourceMetadata metadata =
        ProtectedResourceMetadata.of("https://api.example.com/v1?t=1", ISSUER);

    @ParameterizedTest
    @CsvSource({
      "GET, /.well-known/oauth-protected-resource/v1, true",
      "HEAD, /.well-known/oauth-protected-resource/v1, true",
      "GET, /.well-known/oauth-protected-resource/v1?t=1, true",
      "GET, http://127.0.0.1/.well-known/oauth-protected-resource/v1?t=1, true",
      "GET, http://127.0.0.1, false",
      "POST, /.well-known/oauth-protected-resource/v1, false",
      "GET, /.well-known/oauth-protected-resource/v1/, false",
      "GET, /.well-known/oauth-protected-resource/%76%31, false",
      "GET, /x?/.well-known/oauth-protected-resource/v1, false",
      "GET, '', false"
    })
    void reads_just_this_path(String method, String target, boolean isFor) {
      ResourceRequest request = new ResourceRequest(List.of(), method, target);
      assertThat(metadata.isAskedFor(request)).isEqualTo(isFor);
    }
  }

  @Nested
  class Section_5_1_the_challenge {
    private final ProtectedResourceMetadata metadata =
        ProtectedResourceMetadata.of("https://api.example.com/v1", ISSUER);
    private final ResourceServer api =
        ResourceServer.of(
            ResourceServerSettings.of(ISSUER, "https://api.example.com/v1").metadata(metadata));

    @Test
    void points_to_the_metadata() {
      assertThat(challenge(refused(api.authenticate(request()))))
          .isEqualTo(
              "Bearer resource_metadata="
                  + "\"https://api.example.com/.well-known/oauth-protected-resource/v1\"");
    }

    @Test
    void points_to_them_without_being_told_where_the_audience_is_a_URL() {
      ResourceServer told = ResourceServer.of(ISSUER, "https://api.example.com/v1");
      assertThat(told.metadata().orElseThrow().json())
          .isEqualTo(metadata.dpopSigningAlgValuesSupported(VerificationKey.ALGORITHMS).json());
      assertThat(challenge(refused(told.authenticate(request()))))
          .isEqualTo(
              "Bearer resource_metadata="
                  + "\"https://api.example.com/.well-known/oauth-protected-resource/v1\"");
      assertThat(ResourceServer.of(ISSUER, "music").metadata()).isEmpty();
      assertThat(
              ResourceServer.of(ResourceServerSettings.of(ISSUER, "https://api.example.com/"))
                  .metadata())
          .isEmpty();
    }

    @Test
    void points_to_those_that_were_given_before() {
      ResourceServer told =
          ResourceServer.of(
              ResourceServerSettings.of(ISSUER, "https://api.example.com/v1")
                  .metadata(m -> m.resourceName("Music API"))
                  .describedIfLocated());
      assertThat(told.metadata().orElseThrow().json()).contains("Music API");
    }

    @Test
    void points_to_the_metadata_beside_an_error_too() {
      assertThat(challenge(refused(api.authenticate(bearer("x")))))
          .startsWith("Bearer resource_metadata=\"https://api.example.com/")
          .contains("error=\"invalid_token\"");
    }
  }
}

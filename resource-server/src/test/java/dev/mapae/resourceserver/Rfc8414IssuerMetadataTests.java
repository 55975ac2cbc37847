package dev.mapae.resourceserver;

import static dev.mapae.resourceserver.Outcomes.accepted;
import static dev.mapae.resourceserver.Outcomes.refused;
import static dev.mapae.resourceserver.TestIssuer.API;
import static dev.mapae.resourceserver.TestIssuer.NOW;
import static dev.mapae.resourceserver.TestIssuer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8414, Authorization Server Metadata, and OpenID Connect Discovery 1.0: how an API finds the
/// keys.
class Rfc8414IssuerMetadataTests {
  private static final String RFC_8414 = "/.well-known/oauth-authorization-server";
  private static final String OPENID = "/.well-known/openid-configuration";

  private TestIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Outcome<VerifiedToken> outcome(String iss) {
    ResourceServer api =
        TestIssuer.resourceServer(ResourceServerSettings.of(iss, API), new SetClock(NOW));
    return api.authenticate(bearer(issuer.token(issuer.claims("iss", iss))));
  }

  private void unavailable(String iss) {
    assertThat(refused(outcome(iss)).error()).contains("temporarily_unavailable");
  }

  @Nested
  class Section_3_1_the_place {
    @Test
    void has_the_well_known_part_before_the_path_of_the_issuer() {
      String tenant = issuer.url() + "/tenants/one";
      issuer.answers.put(RFC_8414 + "/tenants/one", TestIssuer.json(issuer.metadata(tenant)));

      accepted(outcome(tenant));
    }

    @Test
    void leaves_out_the_last_slash_of_the_issuer() {
      String slash = issuer.url() + "/";
      issuer.answers.put(RFC_8414, TestIssuer.json(issuer.metadata(slash)));

      accepted(outcome(slash));
    }

    @Test
    void is_that_of_openid_connect_where_there_is_no_other() {
      String tenant = issuer.url() + "/tenants/one";
      issuer.answers.put("/tenants/one" + OPENID, TestIssuer.json(issuer.metadata(tenant)));

      accepted(outcome(tenant));
    }

    /// As behind a gateway that does not know the path of RFC 8414.
    @ParameterizedTest
    @ValueSource(strings = {"502", "429", "broken off", "{}", "[]", "{\"issuer\":7}"})
    void is_that_of_openid_connect_where_the_other_is_in_trouble(String trouble) {
      issuer.answers.put(
          RFC_8414,
          switch (trouble) {
            case "502", "429" ->
                exchange -> exchange.sendResponseHeaders(Integer.parseInt(trouble), -1);
            case "broken off" ->
                exchange -> {
                  throw new IOException("the connection ends here");
                };
            default -> TestIssuer.bytes(trouble.getBytes(StandardCharsets.UTF_8));
          });
      issuer.answers.put(OPENID, TestIssuer.json(issuer.metadata(issuer.url())));

      accepted(outcome(issuer.url()));
    }

    @Test
    void is_that_of_openid_connect_also_where_a_fetcher_fails_in_its_own_way() {
      issuer.answers.put(OPENID, TestIssuer.json(issuer.metadata(issuer.url())));
      Fetcher own =
          uri -> {
            if (uri.getPath().startsWith(RFC_8414)) {
              throw new IllegalStateException("404");
            }
            return Fetcher.http().fetch(uri);
          };
      ResourceServer api =
          ResourceServer.of(ResourceServerSettings.of(issuer.url(), API), own, new SetClock(NOW));

      accepted(api.authenticate(bearer(issuer.token())));
    }

    @Test
    void is_not_needed_where_the_settings_name_the_keys() {
      issuer.answers.remove(RFC_8414);
      ResourceServerSettings settings =
          ResourceServerSettings.of(
              TrustedIssuer.of(issuer.url(), API).jwksUri(URI.create(issuer.url() + "/keys")));

      accepted(
          TestIssuer.resourceServer(settings, new SetClock(NOW))
              .authenticate(bearer(issuer.token())));
    }
  }

  @Nested
  class Section_3_2_the_answer {
    @Test
    void is_read_up_to_a_limit() {
      byte[] large = new byte[600 * 1024];
      java.util.Arrays.fill(large, (byte) ' ');
      byte[] good =
          dev.mapae.protocol.Json.write(issuer.metadata(issuer.url()))
              .getBytes(StandardCharsets.UTF_8);
      System.arraycopy(good, 0, large, 0, good.length);
      issuer.answers.put(RFC_8414, TestIssuer.bytes(large));

      unavailable(issuer.url());
    }

    @Test
    void is_no_redirect() {
      TestIssuer.Answer metadata = issuer.answers.get(RFC_8414);
      issuer.answers.put("/elsewhere", metadata);
      issuer.answers.put(
          RFC_8414,
          exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
          });

      unavailable(issuer.url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "nonsense", "{\"issuer\":7}"})
    void is_a_json_object(String body) {
      issuer.answers.put(RFC_8414, TestIssuer.bytes(body.getBytes(StandardCharsets.UTF_8)));

      unavailable(issuer.url());
    }
  }

  @Nested
  class Section_3_3_validation {
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.com", "", "/"})
    void the_issuer_of_the_document_must_be_the_very_same(String other) {
      String wrong = other.equals("/") ? issuer.url() + "/" : other;
      issuer.answers.put(RFC_8414, TestIssuer.json(issuer.metadata(wrong)));
      issuer.answers.put(OPENID, TestIssuer.json(issuer.metadata(wrong)));

      unavailable(issuer.url());
      assertThat(issuer.keyFetches).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://keys.example.com/",
          "http://127.0.0.1.example.com/",
          "http://user@127.0.0.1:PORT/keys",
          "http://0.0.0.0:PORT/keys",
          "http://[::ffff:127.0.0.1]:PORT/keys",
          "file:///etc/passwd",
          "jar:file:/x!/y",
          "//127.0.0.1/keys",
          "not a uri"
        })
    void the_keys_come_over_https_or_loopback(String jwksUri) {
      String port = String.valueOf(URI.create(issuer.url()).getPort());
      issuer.answers.put(
          RFC_8414,
          TestIssuer.json(
              Map.of("issuer", issuer.url(), "jwks_uri", jwksUri.replace("PORT", port))));

      unavailable(issuer.url());
      assertThat(issuer.keyFetches).hasValue(0);
    }
  }

  @Nested
  class Section_2_what_a_document_names {
    /// Mistake 10, CVE-2026-1180 and its like: an issuer somewhere sends us to what listens beside
    /// us.
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8500/keys", "HTTP://localhost/keys", "http://[::1]/"})
    void is_on_loopback_only_where_the_issuer_is(String place) {
      List<URI> called = new ArrayList<>();
      Fetcher fetcher =
          uri -> {
            called.add(uri);
            return TestIssuer.bytesOf(
                Map.of(
                    "issuer",
                    "https://id.example.com",
                    "jwks_uri",
                    place,
                    "introspection_endpoint",
                    place));
          };
      TrustedIssuer somewhere = TrustedIssuer.of("https://id.example.com", API);
      String token = issuer.token(issuer.claims("iss", "https://id.example.com"));
      for (TrustedIssuer trusted :
          List.of(
              somewhere,
              somewhere.introspection(Introspection.clientSecretBasic("music", "secret")))) {
        ResourceServer api =
            ResourceServer.of(ResourceServerSettings.of(trusted), fetcher, new SetClock(NOW));
        assertThat(refused(api.authenticate(bearer(token))).status()).isEqualTo(503);
      }
      assertThat(called)
          .isNotEmpty()
          .allSatisfy(uri -> assertThat(uri.toString()).startsWith("https://id.example.com/"));
    }
  }

  @Nested
  class Section_2_the_issuer_identifier {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com",
          "id.example.com",
          "https://id.example.com/?tenant=1",
          "https://id.example.com/#x",
          "https://me@id.example.com/",
          "https:///path",
          "not a uri"
        })
    void is_an_https_url_without_query_and_fragment(String iss) {
      assertThatThrownBy(() -> ResourceServer.of(iss, API))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://localhost:9000",
          "http://127.0.0.1:9000",
          "http://[::1]:9000/",
          "https://id.example.com/t"
        })
    void may_be_http_on_loopback(String iss) {
      assertThat(TrustedIssuer.of(iss, API).issuer()).isEqualTo(iss);
    }
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Registering.metadata;
import static dev.mapae.authorizationserver.Registering.open;
import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.RestingFetcher;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.outbound.GuardedFetcher;
import dev.mapae.distribution.outbound.OutboundAllowed;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenID Connect Dynamic Client Registration §5, sector identifiers.
class OidcRegistrationSectorIdentifierTests {
  private static final String SECTOR = "https://family.example.com/sector.json";
  private static final String OTHER = "https://cousin.example.com/cb";

  private static final List<String> REFRESHING = List.of("authorization_code", "refresh_token");
  private static final String SCOPE = "openid offline_access";

  private final List<String> fetches = new ArrayList<>();
  private String published = Json.write(List.of(Registering.CALLBACK, OTHER));
  private Optional<NotFetched> trouble = Optional.empty();

  private TestServer server = server(this::published);
  private Registering registering = new Registering(server);

  private static TestServer server(Fetcher fetcher) {
    return new TestServer(
        Engine.preset(), Samples.declarations(), Seams.registering(Mode.OPEN, false, fetcher));
  }

  private Fetched published(
      String url,
      dev.mapae.authorizationserver.outbound.DocumentType type,
      dev.mapae.authorizationserver.store.Origin namedBy) {
    fetches.add(namedBy + " " + url);
    trouble.ifPresent(t -> {
      throw t;
    });
    return new Fetched(published.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Map<String, Object> ofSector(Object... more) {
    Map<String, Object> metadata =
        metadata("subject_type", "pairwise", "sector_identifier_uri", SECTOR);
    metadata.putAll(metadata(more));
    return metadata;
  }

  private Object sub(Map<String, Object> client) {
    Map<String, Object> tokens =
        json(registering.redeem(client, "openid", registering.code(client, "openid")));
    return new TestClients(server).claims(tokens.get("id_token")).get("sub");
  }

  private void refused(String because, Response response) {
    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response)).containsEntry("error", "invalid_client_metadata");
    assertThat((String) json(response).get("error_description")).contains(because);
  }

  @Nested
  class Section_2_client_metadata {
    @Test
    void both_are_told_again() {
      assertThat(registering.register(ofSector()))
          .containsEntry("subject_type", "pairwise")
          .containsEntry("sector_identifier_uri", SECTOR);
      assertThat(fetches).containsExactly("SELF_REGISTERED " + SECTOR);
    }
  }

  @Nested
  class Section_5_sector_identifier {
    @Test
    void clients_of_one_sector_know_a_person_by_the_same_name() {
      Object sub = sub(registering.register(ofSector()));
      assertThat(sub(registering.register(ofSector("client_name", "Another")))).isEqualTo(sub);
      assertThat(sub(registering.register(metadata("subject_type", "pairwise"))))
          .as("of the host of its redirect URIs")
          .isNotEqualTo(sub);
    }

    @Test
    void several_hosts_need_one() {
      List<String> uris = List.of(Registering.CALLBACK, OTHER);
      refused(
          "sector_identifier_uri",
          registering.post(metadata("subject_type", "pairwise", "redirect_uris", uris)));
      registering.register(ofSector("redirect_uris", uris));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "[\"https://cousin.example.com/cb\"]",
          "[\"https://STRANGER.example.com/cb\"]",
          "[]",
          "[[\"https://stranger.example.com/cb\"]]",
          "{\"redirect_uris\":[\"https://stranger.example.com/cb\"]}",
          "\"https://stranger.example.com/cb\"",
          "https://stranger.example.com/cb",
          "null",
          ""
        })
    void a_document_without_a_redirect_uri_of_the_client_is_refused(String document) {
      published = document;
      refused("The sector_identifier_uri is of no use", registering.post(ofSector()));
      // Whatever its subjects are.
      refused(
          "The sector_identifier_uri is of no use",
          registering.post(metadata("sector_identifier_uri", SECTOR)));
    }

    @Test
    void a_document_that_cannot_be_had_is_refused() {
      trouble = Optional.of(new NotFetched("it is longer than 64 KiB"));
      refused("it is longer than 64 KiB", registering.post(ofSector()));
      trouble = Optional.of(new NotFetched(NotFetched.Cause.THIS_SERVER, "too many wait"));
      assertThat(json(registering.post(ofSector())))
          .containsEntry("error", "temporarily_unavailable");
    }

    /// Nothing is known then of what is there, and who registers has nothing to mend.
    @Test
    void a_document_whose_host_does_not_answer_is_asked_for_again() {
      trouble = Optional.of(new NotFetched(NotFetched.Cause.CONNECTION, "no answer came"));
      Response away = registering.post(ofSector());
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.header("Retry-After")).contains("10");
      assertThat(json(away)).containsEntry("error", "temporarily_unavailable");
      trouble = Optional.empty();
      server.clock.advance(RestingFetcher.REST);
      registering.register(ofSector());
    }

    @Test
    void a_host_that_nobody_knows_is_a_slip_of_who_registers_and_away_in_an_update() {
      trouble = Optional.of(new NotFetched(NotFetched.Cause.HOST, "its host is unknown"));
      refused("its host is unknown", registering.post(ofSector()));
      trouble = Optional.empty();
      server.clock.advance(RestingFetcher.REST);
      Map<String, Object> client = registering.register(ofSector());
      Map<String, Object> update = ofSector("redirect_uris", List.of(Registering.CALLBACK, OTHER));
      update.put("client_id", client.get("client_id"));
      trouble = Optional.of(new NotFetched(NotFetched.Cause.HOST, "its host is unknown"));
      Response away = registering.manage("PUT", client, Json.write(update));
      assertThat(away.status()).isEqualTo(503);
    }

    /// Nothing says that anything was ever there.
    @Test
    void another_address_is_as_new_in_an_update_as_in_a_registration() {
      Map<String, Object> client = registering.register(metadata("sector_identifier_uri", SECTOR));
      Map<String, Object> update =
          metadata("sector_identifier_uri", "https://famly.example.com/sector.json");
      update.put("client_id", client.get("client_id"));
      trouble = Optional.of(new NotFetched(NotFetched.Cause.HOST, "its host is unknown"));
      refused("its host is unknown", registering.manage("PUT", client, Json.write(update)));
    }

    @Test
    void what_adds_no_redirect_uri_is_not_asked_about() {
      Map<String, Object> client =
          registering.register(ofSector("redirect_uris", List.of(Registering.CALLBACK, OTHER)));
      Map<String, Object> update = ofSector("client_name", "Renamed");
      update.put("client_id", client.get("client_id"));
      trouble = Optional.of(new NotFetched("there is nothing"));
      assertThat(json(registering.manage("PUT", client, Json.write(update))))
          .containsEntry("client_name", "Renamed")
          .containsEntry("redirect_uris", List.of(Registering.CALLBACK));
      assertThat(fetches).hasSize(1);
    }

    @Test
    void a_document_that_cannot_be_had_rests_and_its_host_is_not_asked_for_each_stranger() {
      trouble = Optional.of(new NotFetched("it is longer than 64 KiB"));
      refused("it is longer than 64 KiB", registering.post(ofSector()));
      trouble = Optional.empty();
      Response resting = registering.post(ofSector());
      assertThat(resting.status()).isEqualTo(503);
      assertThat(json(resting)).containsEntry("error", "temporarily_unavailable");
      registering.register(
          ofSector("sector_identifier_uri", "https://family.example.com/other.json"));
      assertThat(fetches).hasSize(2);
      server.clock.advance(RestingFetcher.REST);
      registering.register(ofSector());
    }

    @Test
    void another_redirect_uri_is_asked_about_as_well() {
      Map<String, Object> client = registering.register(ofSector());
      Map<String, Object> update = ofSector("redirect_uris", List.of(Registering.CALLBACK, OTHER));
      update.put("client_id", client.get("client_id"));
      published = "[]";
      refused(
          "The sector_identifier_uri is of no use",
          registering.manage("PUT", client, Json.write(update)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://family.example.com/sector.json",
          "https://user@family.example.com/sector.json",
          "file:///etc/passwd",
          "family.example.com"
        })
    void it_is_an_https_url(String uri) {
      refused("sector_identifier_uri", registering.post(ofSector("sector_identifier_uri", uri)));
      assertThat(fetches).isEmpty();
    }

    /// CVE-2026-4874: a stranger names what only the server reaches, and `outbound_allowed` is not
    /// for strangers.
    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:1/", "https://10.0.0.1/", "https://[::1]:1/x"})
    void no_private_address_is_asked(String uri) {
      server.close();
      server =
          server(
              new GuardedFetcher(
                  new OutboundAllowed(
                      List.of(AddressRange.parse("0.0.0.0/0").orElseThrow()), false)));
      registering = new Registering(server);
      refused("of no use", registering.post(ofSector("sector_identifier_uri", uri)));
    }

    /// Anybody can register the redirect URIs of somebody else. They are not answered there, but
    /// with the device flow, and with logout tokens, they are answered anywhere.
    @Test
    void whoever_is_answered_elsewhere_is_of_no_sector() {
      List<String> grants =
          List.of("authorization_code", "urn:ietf:params:oauth:grant-type:device_code");
      Object sub = sub(registering.register(ofSector()));
      assertThat(sub(registering.register(ofSector("grant_types", grants)))).isNotEqualTo(sub);
      String logout = "backchannel_logout_uri";
      assertThat(sub(registering.register(ofSector(logout, "https://evil.example.com/"))))
          .isNotEqualTo(sub);
      assertThat(sub(registering.register(ofSector(logout, "https://family.example.com/"))))
          .isEqualTo(sub);
    }

    /// Any path of a host may be somebody else's: only what its owner lists is theirs.
    @Test
    void whom_no_host_lists_is_of_no_sector() {
      Map<String, Object> pairwise = metadata("subject_type", "pairwise");
      assertThat(sub(registering.register(pairwise)))
          .isNotEqualTo(sub(registering.register(pairwise)));
    }

    /// OIDC Core §12.2: the `sub` of a refreshed ID token is that of the first. A stranger would
    /// learn by what name the owner of the other sector knows the person.
    @Test
    void nobody_moves_to_another_sector() {
      Map<String, Object> evil =
          open("subject_type", "pairwise", "grant_types", REFRESHING, "scope", SCOPE);
      Map<String, Object> client = registering.register(evil);
      Object refresh =
          json(registering.redeem(client, SCOPE, registering.code(client, SCOPE)))
              .get("refresh_token");
      evil.put("client_id", client.get("client_id"));
      evil.put("client_name", "Renamed");
      assertThat(registering.manage("PUT", client, Json.write(evil)).status()).isEqualTo(200);
      Map<String, Object> refreshed = json(refreshed(client, refresh));
      assertThat(refreshed).as("another name is no other sector").containsKey("refresh_token");
      String before = (String) refreshed.get("id_token");
      evil.put("redirect_uris", List.of(OTHER));
      evil.put("sector_identifier_uri", SECTOR);
      refused("another sector", registering.manage("PUT", client, Json.write(evil)));
      evil.remove("sector_identifier_uri");
      evil.put("subject_type", "public");
      refused("another sector", registering.manage("PUT", client, Json.write(evil)));
      server.server.housekeeping().follow();
      Map<String, Object> after = json(refreshed(client, refreshed.get("refresh_token")));
      assertThat(subject(after.get("id_token"))).isEqualTo(subject(before));
    }

    /// RFC 7592 §2.2: the client can change all else, and is of the same sector.
    @Test
    void what_the_operator_sets_moves_nobody_to_another_sector() {
      Map<String, Object> client =
          registering.register(
              ofSector(
                  "grant_types",
                  List.of("authorization_code", "urn:ietf:params:oauth:grant-type:device_code"),
                  "jwks",
                  Map.of("keys", List.of(RequestObjectScene.KEY.toPublicJWK().toJSONObject()))));
      Seams seams =
          Seams.registering(
              Mode.OPEN, false, OidcRegistrationSectorIdentifierTests.this::published);
      seams.requireSignedRequestObject = true;
      try (TestServer strict = server.beside(seams)) {
        Registering there = new Registering(strict);
        Map<String, Object> update = new HashMap<>(json(there.manage("GET", client, "")));
        update
            .keySet()
            .removeAll(
                Set.of(
                    "registration_access_token", "registration_client_uri", "client_id_issued_at"));
        update.put("client_name", "Renamed");
        assertThat(json(there.manage("PUT", client, Json.write(update))))
            .containsEntry("client_name", "Renamed")
            .containsEntry("grant_types", client.get("grant_types"));
      }
    }

    private Object subject(Object idToken) {
      return new TestClients(server).claims(idToken).get("sub");
    }

    private Response refreshed(Map<String, Object> client, Object token) {
      return registering.token(
          client, form("grant_type", "refresh_token", "refresh_token", (String) token));
    }
  }
}

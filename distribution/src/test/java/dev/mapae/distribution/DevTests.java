package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.distribution.http.AddressRange;
import dev.mapae.distribution.http.Listener;
import dev.mapae.distribution.outbound.OutboundAllowed;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Scope;
import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demonstration: what there always is in it.
class DevTests {
  @TempDir Path folder;

  private Settings settings(int port) {
    return ((Settings.Outcome.Usable) new DevData(folder, port).settings()).settings();
  }

  @Nested
  class Its_data {
    private Settings settings;
    private Declarations declarations;

    @BeforeEach
    void read() {
      settings = settings(9000);
      declarations = settings.declarations();
    }

    @Test
    void is_on_loopback_only() {
      assertThat(settings.issuer().value()).isEqualTo("http://localhost:9000");
      assertThat(settings.listen()).isEqualTo(new Listener("127.0.0.1", 9000));
      assertThat(settings.management()).isEqualTo(new Listener("127.0.0.1", 9010));
    }

    @Test
    void has_the_client_demo() {
      DeclaredClient demo = declarations.clients().getFirst();
      assertThat(declarations.clients()).hasSize(1);
      assertThat(demo.client().id()).isEqualTo("demo");
      assertThat(demo.secrets()).containsExactly("demo-secret-demo-secret-demo-secret-01");
      assertThat(demo.client().grantTypes())
          .contains("client_credentials", "authorization_code", "refresh_token");
      assertThat(demo.client().redirectUris()).containsExactly("http://localhost:9002/callback");
      assertThat(demo.client().scope())
          .isEqualTo(
              Scope.parse("openid profile email offline_access playlist.read playlist.write"));
      assertThat(demo.client().skipConsent()).isFalse();
    }

    @Test
    void has_the_people_alice_and_admin() {
      assertThat(declarations.people())
          .extracting(p -> p.person().username() + " " + p.password().orElseThrow())
          .containsExactly("alice wonderland-42", "admin admin-change-me-42");
      Person alice = declarations.people().getFirst().person();
      assertThat(alice.roles()).containsExactly("listener");
      assertThat(declarations.people().getLast().person().roles()).containsExactly("admin");
      // OIDC Core §5.1: every standard claim, `sub` aside.
      assertThat(alice.claims())
          .containsOnlyKeys(
              "name",
              "given_name",
              "family_name",
              "middle_name",
              "nickname",
              "preferred_username",
              "profile",
              "picture",
              "website",
              "email",
              "email_verified",
              "gender",
              "birthdate",
              "zoneinfo",
              "locale",
              "phone_number",
              "phone_number_verified",
              "address",
              "updated_at")
          .containsEntry("birthdate", "1852-05-04")
          .containsEntry("phone_number", "+44 1632 960042")
          .containsEntry("updated_at", 1_767_225_600L);
    }

    @Test
    void has_the_music_API_in_two_languages() {
      Resource api = declarations.resources().getFirst();
      assertThat(declarations.resources()).hasSize(1);
      assertThat(api.uri()).isEqualTo("http://localhost:9001/");
      assertThat(api.defaultScope()).contains(Scope.of("playlist.read"));
      assertThat(api.scopes())
          .extracting(DeclaredScope::name)
          .containsExactly("playlist.read", "playlist.write");
      assertThat(api.declared("playlist.read").orElseThrow().roles()).isEmpty();
      assertThat(api.declared("playlist.write").orElseThrow().roles()).containsExactly("listener");
      assertThat(api.scopes())
          .allSatisfy(s -> assertThat(s.descriptions()).containsOnlyKeys("", "ko"));
    }

    @Test
    void may_fetch_from_this_machine_what_clients_name_that_registered_themselves() {
      OutboundAllowed allowed = settings.outboundAllowed();
      assertThat(allowed.ranges())
          .containsExactly(
              AddressRange.parse("127.0.0.0/8").orElseThrow(),
              AddressRange.parse("::1/128").orElseThrow());
      assertThat(allowed.insecureForSelfRegistered()).isTrue();
    }

    @Test
    void is_nothing_that_serve_would_start_with() throws IOException {
      String yaml;
      try (var in = DevData.class.getResourceAsStream("dev.yaml")) {
        yaml = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      }
      Path file = Files.writeString(folder.resolve("dev.yaml"), yaml);
      Settings.Outcome outcome =
          Settings.read(
              file,
              Map.of(
                  "PORT", "9000",
                  "API_PORT", "9001",
                  "PLAYGROUND_PORT", "9002",
                  "MANAGEMENT_PORT", "9010"));
      assertThat(((Settings.Outcome.Unusable) outcome).mistakes())
          .hasSize(2)
          .allSatisfy(m -> assertThat(m).contains("which everybody knows"));
    }
  }

  @Nested
  class Starting_afresh {
    private DevData data;

    @BeforeEach
    void data() {
      data = new DevData(folder, 9000);
    }

    @Test
    void deletes_what_earlier_runs_made_and_nothing_else() throws IOException {
      new DatabaseAddress.Sqlite(folder.resolve("mapae.db")).open("http://localhost:9000").close();
      Files.writeString(folder.resolve("kek"), "key");
      Files.writeString(folder.resolve("notes.txt"), "mine");
      data.clear();
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(folder.resolve("notes.txt"));
      }
    }

    @Test
    void in_an_empty_or_missing_folder_is_fine() {
      data.clear();
      new DevData(folder.resolve("missing"), 9000).clear();
      assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leaves_a_file_of_somebody_else_alone() throws IOException {
      Path file = Files.writeString(folder.resolve("mapae.db"), "my precious notes".repeat(100));
      assertThatThrownBy(data::clear).isInstanceOf(CannotStart.class);
      assertThat(file).hasContent("my precious notes".repeat(100));
    }

    @Test
    void waits_until_no_server_works_with_it() {
      try (var stores =
          new DatabaseAddress.Sqlite(folder.resolve("mapae.db")).open("http://localhost:9000")) {
        assertThat(stores.isReady()).isTrue();
        assertThatThrownBy(data::clear).isInstanceOf(CannotStart.class);
        assertThat(stores.isReady()).isTrue();
      }
    }
  }

  @Tag("socket")
  @Timeout(120)
  @Test
  void it_hands_out_a_first_token() throws Exception {
    int port = freePorts();
    try (ServerProcess server =
            ServerProcess.start(
                folder, "dev", "--port", String.valueOf(port), "--data", "some/where", "--fresh");
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(server.line())
          .matches("mapae ready issuer=http://localhost:" + port + " startup_ms=\\d+");
      var answer =
          client.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/token"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header(
                      "Authorization",
                      new BasicCredentials("demo", "demo-secret-demo-secret-demo-secret-01")
                          .header())
                  .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(JSONObjectUtils.parse(answer.body()))
          .containsEntry("token_type", "Bearer")
          .containsEntry("scope", "playlist.read");
      assertThat(folder.resolve("some/where/mapae.db")).exists();
      server.terminate();
      assertThat(server.status()).isZero();
    }
  }

  @Tag("socket")
  @Timeout(120)
  @Test
  void it_starts_though_somebody_has_the_port_of_its_metrics() throws Exception {
    int port = freePorts();
    try (ServerSocket taken = new ServerSocket(port + 10, 1, InetAddress.getLoopbackAddress());
        ServerProcess server =
            ServerProcess.start(folder, "dev", "--port", String.valueOf(port), "--data", ".")) {
      assertThat(taken.isBound()).isTrue();
      assertThat(server.line()).startsWith("mapae ready issuer=http://localhost:" + port + " ");
    }
  }

  /// A port whose neighbours that the demonstration needs are free now as well.
  private static int freePorts() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 60_000);
      if (isFree(port) && isFree(port + 1) && isFree(port + 2) && isFree(port + 10)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}

package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `key`, typed beside a running server.
@Tag("socket")
@Timeout(120)
class KeyCommandTests {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path config = Path.of("");
  private String issuer = "";
  private ConfiguredServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ConfiguredServer.start(
            folder,
            """
            clients:
              - {client_id: bench, client_secret: %s, grant_types: [client_credentials], scope: read}
            resources:
              - {resource: "https://api.example.com/", scopes: {read: {}}}
            """
                .formatted(SECRET));
    config = server.config();
    issuer = server.issuer();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private List<String> key(String... arguments) throws Exception {
    try (ServerProcess command = command(arguments)) {
      List<String> lines = command.rest();
      assertThat(command.status()).as(command.errors().toString()).isZero();
      return lines;
    }
  }

  private ServerProcess command(String... arguments) throws IOException {
    String[] all = new String[arguments.length + 3];
    all[0] = "key";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--config";
    all[arguments.length + 2] = config.toString();
    return ServerProcess.start(folder, all);
  }

  private List<String> errors(String... arguments) throws Exception {
    try (ServerProcess command = command(arguments)) {
      assertThat(command.status()).isZero();
      return List.copyOf(command.errors());
    }
  }

  private static boolean saysItStays(String line) {
    return line.contains("pairwise") && line.contains(" stays");
  }

  private List<Map<String, Object>> json(String... arguments) throws Exception {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    String array = key(all).getFirst();
    return List.of(
        JSONObjectUtils.getJSONObjectArray(
            JSONObjectUtils.parse("{\"keys\":" + array + "}"), "keys"));
  }

  private List<String> published() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/jwks")).build();
    return JWKSet.parse(http.send(request, BodyHandlers.ofString()).body()).getKeys().stream()
        .map(JWK::getKeyID)
        .toList();
  }

  private Map<String, Object> post(String path, String form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer + path))
            .header("Authorization", new BasicCredentials("bench", SECRET).header())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    return JSONObjectUtils.parse(http.send(request, BodyHandlers.ofString()).body());
  }

  private String token() throws Exception {
    return (String) post("/token", "grant_type=client_credentials").get("access_token");
  }

  /// The published keys, once the server has what a command did.
  private List<String> publishedOnce(Predicate<List<String>> right) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    List<String> published = published();
    while (!right.test(published) && Instant.now().isBefore(end)) {
      Thread.sleep(20);
      published = published();
    }
    return published;
  }

  private static List<String> ids(List<Map<String, Object>> keys) {
    return keys.stream().map(key -> (String) key.get("id")).toList();
  }

  private static String kid(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  @Nested
  class List_ {
    @Test
    void shows_each_key_to_people_and_to_programs_and_nothing_secret() throws Exception {
      List<String> lines = key("list");
      assertThat(lines)
          .hasSize(6)
          .first()
          .asString()
          .matches(
              "ID +PURPOSE +ALGORITHM +STATE +USED FROM +USED UNTIL +KEPT UNTIL +SEALED UNDER");
      assertThat(lines.get(1)).matches("es\\w{8} +signing +ES256 +in use +\\S+Z +- +- +1");
      assertThat(json("list"))
          .hasSize(5)
          .allSatisfy(key ->
              assertThat(key)
                  .containsOnlyKeys(
                      "id", "purpose", "algorithm", "state", "used_from", "sealed_under")
                  .containsEntry("state", "in_use")
                  .containsEntry("sealed_under", 1L))
          .extracting(key -> key.get("purpose"))
          .containsExactly("signing", "signing", "mac", "secret", "sealing");
      assertThat(ids(json("list"))).containsAll(published());
    }
  }

  @Nested
  class Rotate {
    @Test
    void announces_signing_keys_which_the_running_server_publishes() throws Exception {
      List<String> old = published();
      List<Map<String, Object>> made = json("rotate");
      assertThat(made)
          .hasSize(2)
          .allSatisfy(key -> assertThat(key).containsEntry("state", "announced"));
      assertThat(publishedOnce(keys -> keys.containsAll(ids(made))))
          .containsAll(old)
          .containsAll(ids(made));
      assertThat(kid(token())).isIn(old);
      assertThat(json("list")).hasSize(7);
    }

    @Test
    void announces_the_other_keys_too_with_all() throws Exception {
      assertThat(json("rotate", "--all"))
          .extracting(key -> key.get("purpose"))
          .containsExactly("signing", "signing", "mac", "secret", "sealing");
    }

    @Test
    void withdraws_keys_that_are_compromised_from_the_running_server() throws Exception {
      String before = token();
      List<Map<String, Object>> made = json("rotate", "--compromised");
      assertThat(made).allSatisfy(key -> assertThat(key).containsEntry("state", "in_use"));
      assertThat(publishedOnce(keys -> keys.equals(ids(made)))).isEqualTo(ids(made));
      assertThat(kid(token())).isIn(ids(made));
      assertThat(post("/introspect", "token=" + before)).containsEntry("active", false);
      assertThat(post("/introspect", "token=" + token())).containsEntry("active", true);
    }

    @Test
    void writes_down_what_it_did() throws Exception {
      try (ServerProcess command = command("rotate", "--compromised")) {
        assertThat(command.status()).isZero();
        assertThat(command.errors())
            .filteredOn(line -> line.contains("\"log\":\"audit\""))
            .hasSize(4)
            .anySatisfy(line -> assertThat(line).contains("\"event\":\"key_withdrawn\""));
      }
    }

    @Test
    void says_that_the_key_of_pairwise_subjects_stays() throws Exception {
      try (ConfiguredServer other =
          ConfiguredServer.start(
              Files.createDirectory(folder.resolve("pairwise")),
              """
              clients:
                - {client_id: app, client_secret: %s, subject_type: pairwise, grant_types: [authorization_code], redirect_uris: ["https://app.example.com/cb"], scope: openid}
              """
                  .formatted(SECRET))) {
        config = other.config();
        List<Map<String, Object>> before = pairwise();
        assertThat(before).hasSize(1);
        assertThat(errors("rotate", "--compromised")).noneMatch(KeyCommandTests::saysItStays);
        assertThat(errors("rotate", "--all")).noneMatch(KeyCommandTests::saysItStays);
        assertThat(errors("rotate", "--all", "--compromised"))
            .filteredOn(KeyCommandTests::saysItStays)
            .singleElement()
            .asString()
            .contains((String) before.getFirst().get("id"));
        assertThat(pairwise()).isEqualTo(before);
      }
      config = server.config();
      assertThat(errors("rotate", "--all", "--compromised"))
          .noneMatch(KeyCommandTests::saysItStays);
    }

    private List<Map<String, Object>> pairwise() throws Exception {
      return json("list").stream().filter(key -> "pairwise".equals(key.get("purpose"))).toList();
    }

    @Test
    void leaves_the_old_keys_or_the_new_when_it_is_killed() throws Exception {
      for (int cycle = 0; cycle < 4; cycle++) {
        ServerProcess command = command("rotate", "--compromised", "--all");
        Thread.sleep(300 + 300 * cycle);
        command.close();
        List<Map<String, Object>> keys = json("list");
        assertThat(keys)
            .filteredOn(key -> !"secret".equals(key.get("purpose")))
            .hasSize(4)
            .allSatisfy(key -> assertThat(key).containsEntry("state", "in_use"));
      }
    }
  }

  @Nested
  class What_cannot_be_done {
    @Test
    void is_said_with_what_there_is() throws Exception {
      for (String[] wrong :
          new String[][] {{"key"}, {"key", "rotat"}, {"key", "list"}, {"key", "list", "--all"}}) {
        try (ServerProcess command = ServerProcess.start(folder, wrong)) {
          assertThat(command.status()).isEqualTo(2);
          assertThat(command.errors())
              .anySatisfy(line -> assertThat(line).startsWith("mapae key rotate --config"));
        }
      }
    }

    @Test
    void with_a_configuration_that_cannot_be_used_has_one_line_for_each_mistake() throws Exception {
      config = Files.writeString(folder.resolve("other.yaml"), "isuer: x\n");
      try (ServerProcess command = command("list")) {
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors())
            .isNotEmpty()
            .allSatisfy(line -> assertThat(line).startsWith(config + ":1: "));
      }
    }

    @Test
    void on_a_database_that_is_not_there_makes_none() throws Exception {
      config =
          Files.writeString(
              folder.resolve("mistyped.yaml"),
              "issuer: https://id.example.com\ndatabase: sqlite:mistyped/mapae.db\n");
      try (ServerProcess command = command("list")) {
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors())
            .singleElement()
            .asString()
            .isEqualTo(
                "mapae: There is no database %s; look at 'database' in the configuration."
                    .formatted(folder.resolve("mistyped/mapae.db")));
      }
      assertThat(folder.resolve("mistyped")).doesNotExist();
    }

    @Test
    void on_a_database_without_keys_is_said_in_one_line() throws Exception {
      config =
          Files.writeString(
              folder.resolve("other.yaml"),
              "issuer: https://id.example.com\ndatabase: sqlite:other.db\n");
      new DatabaseAddress.Sqlite(folder.resolve("other.db")).open("https://other.example").close();
      try (ServerProcess command = command("rotate")) {
        assertThat(command.status()).isEqualTo(1);
        assertThat(command.errors())
            .singleElement()
            .asString()
            .startsWith("mapae: there are no keys in the database yet");
      }
      assertThat(folder.resolve("kek")).doesNotExist();
    }
  }
}

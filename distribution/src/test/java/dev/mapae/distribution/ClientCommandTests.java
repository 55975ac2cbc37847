package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `client`, typed beside a running server.
@Tag("socket")
@Timeout(120)
class ClientCommandTests {
  private static final String METADATA = "{\"redirect_uris\": [\"https://app.example.com/cb\"]}";

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Path config = Path.of("");
  private String issuer = "";
  private ConfiguredServer server;

  @BeforeEach
  void start() throws IOException {
    server = ConfiguredServer.start(folder, "registration: token\n");
    config = server.config();
    issuer = server.issuer();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private List<String> made(String... options) throws Exception {
    try (ServerProcess command = command(options)) {
      List<String> lines = command.rest();
      assertThat(command.status()).as(command.errors().toString()).isZero();
      return lines;
    }
  }

  private ServerProcess command(String... options) throws IOException {
    String[] all = new String[options.length + 4];
    all[0] = "client";
    all[1] = "registration-token";
    System.arraycopy(options, 0, all, 2, options.length);
    all[options.length + 2] = "--config";
    all[options.length + 3] = config.toString();
    return ServerProcess.start(folder, all);
  }

  private HttpResponse<String> send(String method, String url, String token, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .method(method, BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void a_token_lets_as_many_clients_register_as_it_says() throws Exception {
    String token = made("--uses", "2", "--expires", "12h").getFirst();
    assertThat(token).startsWith("mapae_ia_");
    HttpResponse<String> first = send("POST", issuer + "/register", token, METADATA);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
    assertThat(send("POST", issuer + "/register", token, METADATA).statusCode()).isEqualTo(201);
    assertThat(send("POST", issuer + "/register", token, METADATA).statusCode()).isEqualTo(401);

    Map<String, Object> told = JSONObjectUtils.parse(first.body());
    String uri = (String) told.get("registration_client_uri");
    String own = (String) told.get("registration_access_token");
    assertThat(send("GET", uri, own, "").statusCode()).isEqualTo(200);
    String update = METADATA.replace("{", "{\"client_id\": \"" + told.get("client_id") + "\", ");
    assertThat(send("PUT", uri, own, update).statusCode()).isEqualTo(200);
    assertThat(send("DELETE", uri, own, "").statusCode()).isEqualTo(204);
    assertThat(send("GET", uri, own, "").statusCode()).isEqualTo(401);
  }

  @Test
  void json_tells_for_how_many_and_how_long() throws Exception {
    Map<String, Object> told = JSONObjectUtils.parse(made("--json").getFirst());
    assertThat(told).containsEntry("uses", 1L).containsKey("initial_access_token");
    assertThat(Instant.parse((String) told.get("expires_at")))
        .isBetween(
            Instant.now().plus(Duration.ofDays(7)).minusSeconds(60),
            Instant.now().plus(Duration.ofDays(7)));
  }

  @Test
  void what_cannot_be_is_said_and_nothing_is_made() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("--uses", "0"),
            List.of("--uses", "many"),
            List.of("--expires", "15d"),
            List.of("--expires", "0h"),
            List.of("--expires", "soon"))) {
      try (ServerProcess command = command(wrong.toArray(String[]::new))) {
        assertThat(command.status()).isEqualTo(2);
        assertThat(command.errors().getFirst()).contains(wrong.getFirst() + " takes");
      }
    }
  }
}

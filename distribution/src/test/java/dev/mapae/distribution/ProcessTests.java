package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What whoever starts and stops the program relies on: its lines, its files and its exit status.
@Tag("socket")
@Timeout(120)
class ProcessTests {
  private static final String SECRET = "bench-secret-0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  /// Ports that are free now.
  private record Ports(int listen, int management) {
    static Ports free() throws IOException {
      try (ServerSocket a = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerSocket b = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return new Ports(a.getLocalPort(), b.getLocalPort());
      }
    }

    String issuer() {
      return "http://127.0.0.1:" + listen;
    }
  }

  private Path config(Ports ports, String... more) throws IOException {
    return Files.writeString(
        folder.resolve("mapae.yaml"),
        "issuer: %s\nmanagement: 127.0.0.1:%d\n%s\n"
            .formatted(ports.issuer(), ports.management(), String.join("\n", more)));
  }

  private static HttpResponse<String> get(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
  }

  @Nested
  class Status_2 {
    @Test
    void a_configuration_that_cannot_be_used_has_one_line_for_each_mistake() throws Exception {
      Path config =
          Files.writeString(
              folder.resolve("bad.yaml"), "isuer: https://id.example.com\nlisten: x\n");
      for (List<String> check : List.of(List.<String>of(), List.of("--check"))) {
        String[] arguments = {"serve", "--config", config.toString()};
        String[] all =
            java.util.stream.Stream.concat(java.util.Arrays.stream(arguments), check.stream())
                .toArray(String[]::new);
        try (ServerProcess server = ServerProcess.start(folder, all)) {
          assertThat(server.status()).isEqualTo(2);
          assertThat(server.rest()).isEmpty();
          assertThat(server.errors())
              .hasSize(3)
              .allSatisfy(line -> assertThat(line).matches(config + ":[12]: .+"))
              .anySatisfy(line -> assertThat(line).contains("did you mean 'issuer'?"));
        }
      }
    }

    @Test
    void a_command_line_that_cannot_be_understood_is_answered_with_what_there_is()
        throws Exception {
      for (String[] arguments :
          new String[][] {
            {}, {"sevre"}, {"serve"}, {"serve", "--confg", "x"}, {"dev", "--port", "x"}
          }) {
        try (ServerProcess server = ServerProcess.start(folder, arguments)) {
          assertThat(server.status()).isEqualTo(2);
          assertThat(server.errors())
              .anySatisfy(l -> assertThat(l).startsWith("mapae serve --config"));
        }
      }
    }
  }

  @Nested
  class Status_1 {
    @Test
    void a_port_in_use_is_said_in_one_line() throws Exception {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Ports ports = new Ports(taken.getLocalPort(), Ports.free().management());
        try (ServerProcess server =
            ServerProcess.start(folder, "serve", "--config", config(ports).toString())) {
          assertThat(server.status()).isEqualTo(1);
          assertThat(server.rest()).isEmpty();
          assertThat(server.errors())
              .filteredOn(l -> !l.contains("\"log\":\"audit\""))
              .singleElement()
              .asString()
              .startsWith("mapae: cannot listen on 127.0.0.1:" + ports.listen());
        }
      }
    }

    @Test
    void a_database_that_another_server_holds_is_said_in_one_line() throws Exception {
      Path config = config(Ports.free());
      try (ServerProcess first =
          ServerProcess.start(folder, "serve", "--config", config.toString())) {
        assertThat(first.line()).startsWith("mapae ready ");
        Path other = folder.resolve("other.yaml");
        Ports ports = Ports.free();
        Files.writeString(
            other,
            "issuer: %s\nmanagement: 127.0.0.1:%d\n".formatted(ports.issuer(), ports.management()));
        try (ServerProcess second =
            ServerProcess.start(folder, "serve", "--config", other.toString())) {
          assertThat(second.status()).isEqualTo(1);
          assertThat(second.errors()).singleElement().asString().contains("mapae.db is in use");
        }
      }
    }

    @Test
    void a_declared_name_of_somebody_who_was_not_declared_is_said_in_one_line() throws Exception {
      Ports ports = Ports.free();
      Path config = config(ports, "users:", "  - {username: alice}");
      try (Stores stores =
          new DatabaseAddress.Sqlite(folder.resolve("data/mapae.db")).open(ports.issuer())) {
        stores
            .people()
            .declare(
                new Person(
                    "p1", "alice", Origin.ADMINISTERED, true, Optional.empty(), Set.of(), Map.of()),
                "");
      }
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config.toString())) {
        assertThat(server.status()).isEqualTo(1);
        assertThat(server.errors())
            .filteredOn(l -> !l.contains("\"log\":\"audit\""))
            .singleElement()
            .asString()
            .startsWith("mapae: user alice exists already and was not declared in the file; ");
      }
    }

    @Test
    void a_database_without_its_key_is_said_in_one_line() throws Exception {
      Path config = config(Ports.free());
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config.toString())) {
        assertThat(server.line()).startsWith("mapae ready ");
        server.terminate();
        assertThat(server.status()).isZero();
      }
      Files.delete(folder.resolve("data/kek"));
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config.toString())) {
        assertThat(server.status()).isEqualTo(1);
        assertThat(server.errors()).singleElement().asString().contains("data/kek is gone");
      }
      assertThat(folder.resolve("data/kek")).doesNotExist();
    }
  }

  @Nested
  class Status_0 {
    @Test
    void a_file_that_is_fine_is_said_to_be() throws Exception {
      Path config =
          config(
              Ports.free(),
              "clients: [{client_id: a, token_endpoint_auth_method: none, redirect_uris: [https://a.example.com/], grant_types: [authorization_code, 'urn:openid:params:grant-type:ciba']}]");
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config.toString(), "--check")) {
        assertThat(server.status()).isZero();
        assertThat(server.rest()).containsExactly(config + ": ok");
        assertThat(server.errors())
            .singleElement()
            .asString()
            .startsWith(config + ":3: the grant type 'urn:openid:params:grant-type:ciba'");
      }
      assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_server_that_fetches_nothing_does_without_an_HTTP_client() throws Exception {
      Path classes = folder.resolve("classes.log");
      try (ServerProcess server =
          ServerProcess.start(
              folder,
              List.of("-Xlog:class+load:file=" + classes),
              "serve",
              "--config",
              config(Ports.free()).toString())) {
        assertThat(server.line()).startsWith("mapae ready ");
        server.terminate();
        assertThat(server.status()).isZero();
      }
      assertThat(Files.readString(classes))
          .contains("dev.mapae.distribution.outbound.GuardedFetcher ")
          .doesNotContain("org.eclipse.jetty.client.", "java.net.http.");
    }

    @Test
    void SIGTERM_lets_a_request_in_flight_finish() throws Exception {
      Ports ports = Ports.free();
      Path config =
          config(
              ports,
              "clients:",
              "  - {client_id: bench, client_secret: "
                  + SECRET
                  + ", grant_types: [client_credentials]}");
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config.toString())) {
        assertThat(server.line())
            .matches("mapae ready issuer=" + ports.issuer() + " startup_ms=\\d+");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.listen())) {
          String body = "grant_type=password&client_id=bench&client_secret=" + SECRET;
          String head =
              String.join(
                  "\r\n",
                  "POST /token HTTP/1.1",
                  "Host: localhost",
                  "Content-Type: application/x-www-form-urlencoded",
                  "Expect: 100-continue",
                  "Connection: close",
                  "Content-Length: " + body.length(),
                  "",
                  "");
          socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
          // The server asks for the body: the request is in flight from here on.
          byte[] interim = socket.getInputStream().readNBytes(25);
          assertThat(new String(interim, StandardCharsets.US_ASCII))
              .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
          server.terminate();
          socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
          String answer =
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
          assertThat(answer).startsWith("HTTP/1.1 400 ").contains("unsupported_grant_type");
        }
        assertThat(server.status()).isZero();
        assertThat(server.rest()).isEmpty();
        assertThat(server.errors()).anySatisfy(l -> assertThat(l).contains("\"path\":\"/token\""));
      }
    }
  }

  @Nested
  class While_it_runs {
    @Test
    void it_is_ready_counts_on_another_port_and_logs_JSON_without_queries() throws Exception {
      Ports ports = Ports.free();
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config(ports).toString())) {
        assertThat(server.line()).startsWith("mapae ready ");
        assertThat(get(ports.issuer() + "/health/ready?token=hidden").body())
            .isEqualTo("{\"status\":\"up\"}");
        assertThat(get(ports.issuer() + "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(ports.issuer() + "/metrics").statusCode()).isEqualTo(404);
        assertThat(get("http://127.0.0.1:" + ports.management() + "/metrics").body())
            .contains("route=\"/health/ready\"");
        server.terminate();
        assertThat(server.status()).isZero();
        for (String line : server.errors()) {
          Map<String, Object> object = JSONObjectUtils.parse(line);
          assertThat(object).containsKeys("time", "log");
          assertThat(line).doesNotContain("hidden");
        }
      }
    }

    @Test
    void its_secrets_are_for_its_user_alone() throws Exception {
      try (ServerProcess server =
          ServerProcess.start(folder, "serve", "--config", config(Ports.free()).toString())) {
        assertThat(server.line()).startsWith("mapae ready ");
        for (String file : List.of("kek", "mapae.db")) {
          assertThat(Files.getPosixFilePermissions(folder.resolve("data").resolve(file)))
              .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
      }
    }
  }
}

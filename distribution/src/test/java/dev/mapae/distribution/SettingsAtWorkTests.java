package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a configuration file says of how people sign in holds at the server that starts with it.
@Tag("socket")
class SettingsAtWorkTests {
  private static final String PASSWORD = "wonderland-42-wonderland";
  private static final String LEAKED = "a dormouse in the teapot";
  private static final String PEOPLE =
      "users: [{username: alice, password: %s}]\n".formatted(PASSWORD);
  private static final String CLIENTS =
      """
      clients:
        - client_id: login
          client_secret: login-secret-0123456789abcdef0123456789abcdef
          grant_types: [client_credentials]
      """;

  @TempDir Path folder;

  private final PlainBrowser browser =
      new PlainBrowser(HttpClient.newHttpClient(), "alice", PASSWORD);

  private String typed(LocalServer server, String path, Map<String, String> fields)
      throws IOException, InterruptedException {
    return browser.type(URI.create(server.issuer() + path), fields);
  }

  private static Map<String, String> alice(String password) {
    return Map.of("username", "alice", "password", password);
  }

  private static Map<String, String> change(String chosen) {
    return Map.of("password", PASSWORD, "new_password", chosen, "new_password_again", chosen);
  }

  @Test
  void the_preset_is_what_is_not_said() throws Exception {
    try (LocalServer server = LocalServer.start(folder, PEOPLE)) {
      assertThat(typed(server, "/account", alice("wrong")))
          .contains("id=\"sign-in\"")
          .doesNotContain("id=\"email-link\"", "Wonderland ID");
      assertThat(typed(server, "/account/password", alice(PASSWORD)))
          .contains("name=\"new_password\"");
      assertThat(typed(server, "/account/password", change(LEAKED)))
          .contains("Your password is changed");
    }
  }

  @Test
  void branding_methods_and_a_required_second_factor() throws Exception {
    String settings =
        PEOPLE
            + """
            branding: {name: Wonderland ID}
            mail: {smtp: "smtp://127.0.0.1:9", from: id@example.com}
            authentication: {second_factor: required, methods: [password, email_link]}
            """;
    try (LocalServer server = LocalServer.start(folder, settings)) {
      assertThat(typed(server, "/account", alice("wrong")))
          .contains("id=\"sign-in\"", "id=\"email-link\"", "Wonderland ID");
      assertThat(typed(server, "/account", alice(PASSWORD))).contains("id=\"enrol\"");
    }
  }

  @Test
  void breached_passwords() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-1").digest(LEAKED.getBytes(StandardCharsets.UTF_8));
    Path leaked =
        Files.writeString(
            folder.resolve("leaked.txt"), HexFormat.of().withUpperCase().formatHex(hash) + "\n");
    String settings = PEOPLE + "breached_passwords: " + leaked + "\n";
    try (LocalServer server = LocalServer.start(folder, settings)) {
      typed(server, "/account/password", alice(PASSWORD));
      assertThat(typed(server, "/account/password", change(LEAKED)))
          .doesNotContain("Your password is changed")
          .contains("role=\"alert\"");
      assertThat(typed(server, "/account/password", change("another one of the teapot")))
          .contains("Your password is changed");
    }
  }

  @Test
  void a_site_that_signs_people_in() throws Exception {
    String settings =
        CLIENTS + "interaction: {url: \"http://127.0.0.1:9/interaction\", client_id: login}\n";
    try (LocalServer server = LocalServer.start(folder, settings)) {
      Optional<URI> at = browser.open(URI.create(server.issuer() + "/account"));
      for (int step = 0; step < 5 && at.isPresent() && at.get().getPort() != 9; step++) {
        at = browser.open(at.get());
      }
      assertThat(at.map(URI::toString).orElse(""))
          .startsWith("http://127.0.0.1:9/interaction?interaction=");
    }
  }
}

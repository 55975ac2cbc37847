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
          .contains("Your new password is set");
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
  void templates_of_the_server_and_of_a_client() throws Exception {
    Files.createDirectories(folder.resolve("looks"));
    Files.createDirectories(folder.resolve("player"));
    Files.writeString(folder.resolve("looks/page-sign-in.html"), template("Of the server."));
    Files.writeString(folder.resolve("player/page-sign-in.html"), template("Of the player."));
    String settings =
        PEOPLE
            + """
            branding: {overrides: looks}
            clients:
              - client_id: player
                redirect_uris: [http://127.0.0.1/callback]
                token_endpoint_auth_method: none
                scope: openid
                branding: {overrides: player}
            """;
    try (LocalServer server = LocalServer.start(folder, settings)) {
      String request =
          "/authorize?response_type=code&client_id=player&scope=openid&code_challenge_method=S256"
              + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
              + "&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback";
      assertThat(typed(server, request, alice("wrong")))
          .contains("Of the player.", "role=\"alert\"")
          .doesNotContain("Of the server.");
      assertThat(typed(server, "/account", alice("wrong")))
          .contains("Of the server.", "role=\"alert\"")
          .doesNotContain("Of the player.");
      assertThat(typed(server, "/account/password", alice(PASSWORD)))
          .contains("name=\"new_password\"")
          .doesNotContain("Of the server.");
    }
  }

  private static String template(String words) {
    return """
    {heading} {lead} {mistake}
    <p>%s</p>
    <div class="side">{create-account} {forgotten-password} {email-link} {others} {newcomer}</div>
    {form} {passkey} {destination}
    """
        .formatted(words);
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
          .doesNotContain("Your new password is set")
          .contains("role=\"alert\"");
      assertThat(typed(server, "/account/password", change("another one of the teapot")))
          .contains("Your new password is set");
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

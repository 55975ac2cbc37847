package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.OwnSignIn;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInWanted;
import dev.mapae.distribution.tutorial.Block;
import dev.mapae.distribution.tutorial.Pages;
import dev.mapae.protocol.Parameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A program with the server in it and a sign-in of its own: that of
/// docs/how-to/bring-your-own-pages.md, as its readers start it.
@Tag("socket")
@Timeout(120)
class OwnSignInProgramTests {
  private static final Path PAGE = Pages.ROOT.resolve("docs/how-to/bring-your-own-pages.md");
  private static final Pattern STEP = Pattern.compile("name=\"step\" value=\"([^\"]+)\"");

  @TempDir private Path folder;

  private Path settings(String more) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Files.writeString(
          folder.resolve("mapae.yaml"),
          "issuer: http://127.0.0.1:%d\nmanagement: 127.0.0.1:0\n%s"
              .formatted(free.getLocalPort(), more));
    }
  }

  /// It is told besides what is doubtful in its file, as an operator is.
  @Test
  void signs_people_in() throws Exception {
    String doubtful =
        "resources:\n  - resource: https://api.example.com/\n    introspection_clients: [nobody]\n";
    String issuer =
        Files.readString(settings(doubtful)).lines().findFirst().orElseThrow().substring(8);
    String source =
        Block.of(PAGE).stream()
            .filter(block -> block.file().equals(Optional.of("PinServer.java")))
            .findFirst()
            .orElseThrow()
            .text();
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Files.writeString(folder.resolve("PinServer.java"), source).toString())
            .directory(folder.toFile())
            .redirectError(folder.resolve("program.log").toFile())
            .start();
    try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8);
        HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
      assertThat(out.readLine())
          .as(Files.readString(folder.resolve("program.log")))
          .isEqualTo("ready");
      assertThat(folder.resolve("program.log"))
          .content()
          .contains("no client of this file is called 'nobody'", "(warning)");
      HttpResponse<String> wanted = follow(http, URI.create(issuer + "/account"));
      Matcher step = STEP.matcher(wanted.body());
      assertThat(step.find()).as(wanted.body()).isTrue();
      String form =
          Parameters.empty()
              .with("step", step.group(1))
              .with("name", "mina")
              .with("pin", "4711")
              .encode();
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(wanted.uri())
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(form))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
      assertThat(follow(http, URI.create(issuer + "/account")).uri().getPath())
          .isEqualTo("/account");
    } finally {
      program.destroy();
      program.onExit().join();
    }
  }

  private static HttpResponse<String> follow(HttpClient http, URI from) throws Exception {
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(from).build(), BodyHandlers.ofString());
    Optional<String> location = response.headers().firstValue("Location");
    return location.isPresent() ? follow(http, from.resolve(location.get())) : response;
  }

  @Test
  void is_told_what_is_wrong_with_its_file() throws Exception {
    OwnSignIn nobody = (Request request, SignInWanted wanted) -> new OwnSignIn.Outcome.Declined();
    SignInElsewhere elsewhere = SignInElsewhere.inProcess("pins", nobody);
    Path contradictory = settings("people_may_register: true\n");
    assertThatExceptionOfType(CannotStart.class)
        .isThrownBy(() -> EmbeddedServer.start(contradictory, elsewhere))
        .withMessageContaining("people_may_register");
    Path wrong = settings("isuer: x\n");
    assertThatExceptionOfType(CannotStart.class)
        .isThrownBy(() -> EmbeddedServer.start(wrong, elsewhere))
        .withMessageContaining("mapae.yaml:3");
  }
}

package dev.mapae.distribution.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.PlainBrowser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `dev` sends no mails and shows them.
@Tag("socket")
class DevMailTests {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  private String mails(String server) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/dev/mail")).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  @Test
  void a_mail_is_shown_with_its_link() throws Exception {
    try (RunningDev dev = RunningDev.start(folder)) {
      String server = "http://localhost:" + dev.port();
      assertThat(mails(server)).contains("There is none.");
      new PlainBrowser(http, "", "")
          .type(URI.create(server + "/forgotten-password"), Map.of("username", "alice"));
      Instant end = Instant.now().plus(PATIENCE);
      while (mails(server).contains("There is none.") && Instant.now().isBefore(end)) {
        Thread.sleep(100);
      }
      assertThat(mails(server)).contains("<a href=\"" + server + "/reset-password?link=");
    }
  }
}

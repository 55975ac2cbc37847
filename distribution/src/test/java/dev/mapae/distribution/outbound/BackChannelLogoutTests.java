package dev.mapae.distribution.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.PlainBrowser;
import dev.mapae.distribution.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program as users run it, killed while it tells a client that somebody signed out.
@Tag("socket")
@Tag("long")
@Timeout(180)
class BackChannelLogoutTests {
  @TempDir Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ServerProcess serve() throws IOException {
    ServerProcess server =
        ServerProcess.start(folder, "serve", "--config", folder.resolve("mapae.yaml").toString());
    assertThat(server.line()).startsWith("mapae ready ");
    return server;
  }

  @Test
  void is_told_by_the_next_process_what_the_killed_one_owed() throws Exception {
    int port = freePort();
    String issuer = "http://127.0.0.1:" + port;
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (AnsweringServer client = AnsweringServer.overHttp();
        HttpClient http = HttpClient.newHttpClient()) {
      String callback = "http://127.0.0.1:" + client.port() + "/cb";
      client.answers(AnsweringServer.json("{}"));
      Files.writeString(
          folder.resolve("mapae.yaml"),
          """
          issuer: %s
          management: 127.0.0.1:%d
          outbound_allowed: [127.0.0.0/8]
          clients:
            - client_id: player
              client_secret: player-secret-0123456789abcdef0123456789abcd
              redirect_uris: ["%s"]
              scope: openid
              skip_consent: true
              require_pkce: false
              backchannel_logout_uri: http://127.0.0.1:%d/logged-out
          users:
            - {username: alice, password: wonderland-42}
          """
              .formatted(issuer, freePort(), callback, client.port()));
      try (ServerProcess _ = serve()) {
        PlainBrowser browser = new PlainBrowser(http, "alice", "wonderland-42");
        browser.visit(
            URI.create(
                issuer
                    + "/authorize?response_type=code&client_id=player&scope=openid&redirect_uri="
                    + callback));
        // It hears of it, and never answers.
        client.answers(out -> {
          first.countDown();
          second.await();
        });
        assertThat(browser.submit(URI.create(issuer + "/sign-out"))).isEqualTo(200);
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
      } // SIGKILL
      client.answers(out -> {
        AnsweringServer.text("HTTP/1.1 204 No Content\r\n\r\n").write(out);
        second.countDown();
      });
      try (ServerProcess server = serve()) {
        // The attempt of the dead process is over after a minute.
        assertThat(second.await(100, TimeUnit.SECONDS)).isTrue();
        assertThat(client.requests())
            .filteredOn(head -> head.startsWith("POST /logged-out "))
            .hasSize(2);
        server.terminate();
        assertThat(server.status()).isZero();
      }
    }
  }
}

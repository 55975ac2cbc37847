package dev.mapae.client;

import static dev.mapae.client.Failures.failure;
import static dev.mapae.client.Failures.refused;
import static dev.mapae.client.Failures.untrusted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mapae.protocol.Parameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8252, OAuth 2.0 for Native Apps: a sign-in from the command line.
class Rfc8252LoopbackTests {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final PlayedIssuer issuer = new PlayedIssuer();
  private final AuthorizationOptions options = AuthorizationOptions.scope("playlist.read");
  private final HttpClient browser = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    issuer.close();
  }

  private Client client() {
    return issuer.client(new None("my-cli"));
  }

  private HttpResponse<String> visit(URI url, String language) {
    try {
      return browser.send(
          HttpRequest.newBuilder(url).header("Accept-Language", language).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Where a browser is sent back to by a server that approves, or answers with something else.
  private URI back(URI authorizationUrl, String name, String value) {
    Parameters asked = Parameters.parse(authorizationUrl.getRawQuery());
    return URI.create(
        asked.required("redirect_uri")
            + "?"
            + Parameters.empty()
                .with(name, value)
                .with("state", asked.required("state"))
                .with("iss", issuer.issuer())
                .encode());
  }

  @Nested
  class Section_7_3_the_loopback_redirect {
    @Test
    void carries_the_code_to_the_program() {
      AtomicReference<HttpResponse<String>> page = new AtomicReference<>();
      Tokens tokens =
          CommandLineSignIn.of(client())
              .with(url -> page.set(visit(back(url, "code", "a-code"), "en")))
              .signIn(options);
      assertThat(tokens.accessToken()).isEqualTo("an-access-token");
      PlayedServer.Received sent = issuer.server.last("/token");
      assertThat(sent.form().required("redirect_uri"))
          .matches("http://127\\.0\\.0\\.1:\\d+/callback");
      assertThat(sent.form().one("client_id")).contains("my-cli");
      assertThat(page.get().statusCode()).isEqualTo(200);
      assertThat(page.get().body()).contains("<html lang=\"en\">").contains("close this window");
      assertThat(page.get().headers().firstValue("Content-Security-Policy"))
          .contains("default-src 'none'");
      assertThat(page.get().headers().firstValue("Cache-Control")).contains("no-store");
    }

    /// Entra ID says nothing of PKCE in its metadata.
    @Test
    void may_be_asked_for_in_another_manner() {
      issuer.metadata.remove("code_challenge_methods_supported");
      CommandLineSignIn signIn =
          CommandLineSignIn.of(client()).with(url -> visit(back(url, "code", "a-code"), "en"));
      failure(ClientError.Unsupported.class, () -> signIn.signIn(options));
      assertThat(
              signIn
                  .manner(AuthorizationCode::insecureAllowMissingPkceMetadata)
                  .signIn(options)
                  .accessToken())
          .isEqualTo("an-access-token");
    }

    @Test
    void carries_a_refusal_too_and_says_so_in_Korean() {
      AtomicReference<HttpResponse<String>> page = new AtomicReference<>();
      CommandLineSignIn signIn =
          CommandLineSignIn.of(client())
              .with(url -> page.set(visit(back(url, "error", "access_denied"), "ko-KR,ko;q=0.9")));
      assertThat(refused(() -> signIn.signIn(options)).code()).isEqualTo("access_denied");
      assertThat(page.get().body())
          .contains("<html lang=\"ko\">")
          .contains("로그인하지 못했습니다")
          .doesNotContain("access_denied");
    }

    @Test
    void listens_on_this_machine_alone_and_on_any_free_port() throws Exception {
      try (LoopbackListener one = LoopbackListener.open("/callback");
          LoopbackListener two = LoopbackListener.open("/callback")) {
        assertThat(one.redirectUri().getHost()).isEqualTo("127.0.0.1");
        assertThat(one.redirectUri().getPort())
            .isPositive()
            .isNotEqualTo(two.redirectUri().getPort());
        // All of 127.0.0.0/8 is this machine; a listener on every address would answer here.
        assertThat(connects(1, one)).isTrue();
        assertThat(connects(2, one)).isFalse();
      }
    }

    private boolean connects(int last, LoopbackListener listener) {
      try (Socket socket =
          new Socket(
              InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}),
              listener.redirectUri().getPort())) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }

    /// As Entra ID registers it for programs.
    @Test
    void may_be_localhost_without_a_path() {
      Tokens tokens =
          CommandLineSignIn.of(client())
              .redirectUri(URI.create("http://localhost"))
              .with(url -> visit(back(url, "code", "a-code"), "en"))
              .signIn(options);
      assertThat(tokens.accessToken()).isEqualTo("an-access-token");
      assertThat(issuer.server.last("/token").form().required("redirect_uri"))
          .matches("http://localhost:\\d+");
    }

    @Test
    void may_have_the_port_that_is_registered() throws Exception {
      URI registered;
      try (LoopbackListener free = LoopbackListener.open("/callback")) {
        registered = free.redirectUri();
      }
      try (LoopbackListener exact = LoopbackListener.open(registered)) {
        assertThat(exact.redirectUri()).isEqualTo(registered);
        assertThat(connects(1, exact)).isTrue();
        assertThat(connects(2, exact)).isFalse();
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> LoopbackListener.open(registered));
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://localhost/callback",
          "http://0.0.0.0/callback",
          "http://127.0.0.2/callback",
          "http://localhost.example.com/callback",
          "http://127.0.0.1@evil.example/callback",
          "http://localhost/callback?a=b",
          "/callback"
        })
    void is_nowhere_but_on_this_machine(String uri) {
      assertThatIllegalArgumentException().isThrownBy(() -> LoopbackListener.open(URI.create(uri)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "callback", "@evil.example/x", ":8400/callback", "/callback?a=b"})
    void has_a_path_where_it_is_given_by_its_path(String path) {
      Client client = client();
      Browser browser = url -> {};
      Duration limit = Duration.ofSeconds(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new CommandLineSignIn(client, path, browser, limit))
          .withMessageContaining("/callback");
      assertThatIllegalArgumentException().isThrownBy(() -> LoopbackListener.open(path));
    }

    @Test
    void is_closed_afterwards() {
      AtomicReference<URI> redirectUri = new AtomicReference<>();
      CommandLineSignIn.of(client())
          .with(url -> {
            redirectUri.set(back(url, "code", "a-code"));
            visit(redirectUri.get(), "en");
          })
          .signIn(options);
      assertThatExceptionOfType(java.io.UncheckedIOException.class)
          .isThrownBy(() -> visit(redirectUri.get(), "en"));
    }

    @Test
    void does_not_wait_for_an_answer_that_it_could_not_read() {
      for (String mode : java.util.List.of("form_post", "form_post.jwt", "fragment")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() ->
                CommandLineSignIn.of(client()).with(url -> {}).signIn(options.responseMode(mode)));
      }
    }

    @Test
    void does_not_wait_for_ever() {
      CommandLineSignIn signIn =
          new CommandLineSignIn(client(), "/callback", url -> {}, Duration.ofMillis(1));
      failure(ClientError.TimedOut.class, () -> signIn.signIn(options));
    }

    @Test
    void does_not_wait_when_the_browser_cannot_be_opened() {
      CommandLineSignIn signIn =
          CommandLineSignIn.of(client())
              .with(url -> {
                throw new IOException("no display");
              });
      failure(ClientError.Unavailable.class, () -> signIn.signIn(options));
    }

    @Test
    void has_a_path_that_is_only_a_path() {
      for (String path : new String[] {"", "callback", "//evil.example?", "/a b", "/a#b"}) {
        assertThatIllegalArgumentException().isThrownBy(() -> LoopbackListener.open(path));
      }
    }
  }

  @Nested
  class Section_8_other_programs_that_reach_the_port {
    private final Client client = client();

    /// Sends bytes as they are, since HTTP clients do not lie about Host.
    private String raw(LoopbackListener listener, String request) throws IOException {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), listener.redirectUri().getPort())) {
        socket
            .getOutputStream()
            .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    @Test
    void change_nothing() throws Exception {
      try (LoopbackListener listener = LoopbackListener.open("/callback")) {
        AuthorizationCode flow = client.authorizationCode(listener.redirectUri());
        AuthorizationRequest request = flow.start(options);
        URI good = back(request.url(), "code", "a-code");
        String host = listener.redirectUri().getRawAuthority();

        // Before anything is expected, not even the right answer is one.
        assertThat(visit(good, "en").statusCode()).isEqualTo(400);
        listener.expect(request, flow);
        assertThat(
                visit(URI.create(good.toString().replace("state=", "state=x")), "en").statusCode())
            .isEqualTo(400);
        assertThat(visit(URI.create(good + "&state=x"), "en").statusCode()).isEqualTo(400);
        assertThat(visit(URI.create(good + "&x=%ff"), "en").statusCode()).isEqualTo(400);
        assertThat(visit(listener.redirectUri(), "en").statusCode()).isEqualTo(400);
        assertThat(visit(listener.redirectUri().resolve("/favicon.ico"), "en").statusCode())
            .isEqualTo(404);
        String target = good.getRawPath() + "?" + good.getRawQuery();
        assertThat(raw(listener, "GET " + target + " HTTP/1.1\r\nHost: evil.example"))
            .startsWith("HTTP/1.1 400");
        assertThat(raw(listener, "DELETE " + target + " HTTP/1.1\r\nHost: " + host))
            .startsWith("HTTP/1.1 405");
        failure(ClientError.TimedOut.class, () -> listener.await(Duration.ofMillis(1)));

        assertThat(visit(good, "en").statusCode()).isEqualTo(200);
        assertThat(listener.await(LONG)).isEqualTo(good);
        assertThat(flow.finish(request, good).accessToken()).isEqualTo("an-access-token");
      }
    }

    /// RFC 9110 §4.2.3: browsers leave out the port of the scheme.
    @ParameterizedTest
    @CsvSource({
      "http://127.0.0.1:80/callback, 127.0.0.1, true",
      "http://127.0.0.1:80/callback, 127.0.0.1:80, true",
      "http://localhost:80, localhost, true",
      "http://127.0.0.1:80/callback, 127.0.0.1:8080, false",
      "http://127.0.0.1:80/callback, evil.example, false",
      "http://127.0.0.1:80/callback, evil.example:80, false",
      "http://127.0.0.1:8080/callback, 127.0.0.1, false",
      "http://127.0.0.1:8080/callback, 127.0.0.1:80, false",
      "http://127.0.0.1:8080/callback, 127.0.0.1:8080, true"
    })
    void are_told_by_the_host_whatever_stands_for_port_80(URI uri, String host, boolean same) {
      assertThat(LoopbackListener.isAt(uri, host)).isEqualTo(same);
    }

    @Test
    void cannot_change_what_is_expected() throws Exception {
      try (LoopbackListener listener = LoopbackListener.open("/callback")) {
        AuthorizationCode flow = client.authorizationCode(listener.redirectUri());
        listener.expect(flow.start(options), flow);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> listener.expect(flow.start(options), flow));
      }
    }
  }

  @Nested
  class Section_4_the_browser {
    /// CVE-2025-6514: an authorization_endpoint that the server chose went through a shell.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://id.example.com/authorize",
          "file:///usr/bin/id",
          "javascript:alert(1)",
          "a:$(id)",
          "--help",
          "https://user:password@id.example.com/"
        })
    void is_not_given_a_URL_that_is_not_https(String url) {
      untrusted(() -> Browser.checked(URI.create(url)));
    }

    @Test
    void is_given_loopback_http_for_development() {
      assertThat(Browser.checked(URI.create("http://localhost:9000/a?b=c")))
          .isEqualTo(URI.create("http://localhost:9000/a?b=c"));
    }

    @Test
    void gets_the_URL_as_one_argument_of_a_fixed_program() {
      URI url = URI.create("https://id.example.com/a?b=c&d='$(id)'");
      assertThat(Browser.command("Linux", url)).containsExactly("xdg-open", url.toString());
      assertThat(Browser.command("Mac OS X", url)).containsExactly("/usr/bin/open", url.toString());
      assertThat(Browser.command("Windows 11", url))
          .containsExactly("rundll32", "url.dll,FileProtocolHandler", url.toString());
    }
  }
}

package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// Two servers over sockets, the one the upstream provider of the other, and a real browser between
/// them and a client: it holds every redirect after a form to the policy of the page with the form.
@Tag("browser")
class UpstreamInBrowserTests {
  private static final String SECRET = "secret-of-the-branch-at-the-head-office";

  @TempDir Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private RunningServer start(String name, String issuer, String lines) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    String common =
        "issuer: %s\nmanagement: 127.0.0.1:%d\noutbound_allowed: [127.0.0.0/8, \"::1/128\"]\n"
            .formatted(issuer, freePort());
    Path file = Files.writeString(home.resolve("mapae.yaml"), common + lines);
    Settings.Outcome outcome = Settings.read(file, Map.of());
    assertThat(outcome).isInstanceOf(Settings.Outcome.Usable.class);
    return RunningServer.start(((Settings.Outcome.Usable) outcome).settings());
  }

  @Test
  void somebody_signs_in_by_the_other_and_comes_to_the_client_that_asked() throws IOException {
    ChromiumForTests.assumeItIsThere();
    // Cookies are of a host, whatever the port.
    String head = "http://localhost:" + freePort();
    String branch = "http://127.0.0.1:" + freePort();
    HttpServer client =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    client.createContext(
        "/",
        exchange -> {
          byte[] page =
              "<title>client</title><p id=client>here".getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    client.start();
    String callback = "http://127.0.0.1:" + client.getAddress().getPort() + "/callback";
    try (RunningServer _ =
            start(
                "head",
                head,
                """
                clients:
                  - client_id: branch
                    client_secret: %s
                    client_name: Branch
                    redirect_uris: [%s/sign-in/upstream/head/callback]
                    scope: openid email
                users: [{username: bob, password: builder-42-builder, email: bob@example.com, email_verified: true}]
                """
                    .formatted(SECRET, branch));
        RunningServer _ =
            start(
                "branch",
                branch,
                """
                upstream_providers:
                  - {id: head, issuer: %s, name: Head office, client_id: branch, client_secret: %s, scope: openid email}
                clients:
                  - client_id: app
                    client_secret: secret-of-the-app-of-the-branch-012345
                    redirect_uris: [%s]
                    scope: openid
                    skip_consent: true
                users: [{username: alice, password: wonderland-42}]
                """
                    .formatted(head, SECRET, callback))) {
      String ask =
          branch
              + "/authorize?"
              + Parameters.empty()
                  .with("response_type", "code")
                  .with("client_id", "app")
                  .with("redirect_uri", callback)
                  .with("scope", "openid")
                  .with("prompt", "login")
                  .with("code_challenge", Pkce.challenge("v".repeat(43)))
                  .with("code_challenge_method", "S256")
                  .encode();
      ChromeDriver browser = browser();
      try {
        // From a page whose policy lets forms go nowhere else.
        browser.get(branch + "/account");
        click(browser, "upstream-head");
        await(browser, "sign-in");
        assertThat(browser.getCurrentUrl()).startsWith(head + "/sign-in");

        browser.get(ask);
        click(browser, "upstream-head");
        signIn(browser, "bob", "builder-42-builder");
        click(browser, "approve");
        signIn(browser, "alice", "wonderland-42");
        click(browser, "connect");
        await(browser, "client");
        assertThat(browser.getCurrentUrl()).startsWith(callback + "?code=");

        // It is remembered now. From the form there a redirect could not come so far.
        browser.get(ask);
        click(browser, "upstream-head");
        signIn(browser, "bob", "builder-42-builder");
        await(browser, "client");
        assertThat(browser.getCurrentUrl()).startsWith(callback + "?code=");
      } finally {
        browser.quit();
      }
    } finally {
      client.stop(0);
    }
  }

  private static void signIn(ChromeDriver browser, String username, String password) {
    await(browser, "sign-in");
    browser.findElement(By.name("username")).sendKeys(username);
    browser.findElement(By.name("password")).sendKeys(password);
    browser.findElement(By.id("sign-in")).click();
  }

  private static void click(ChromeDriver browser, String id) {
    await(browser, id);
    browser.findElement(By.id(id)).click();
  }

  private static void await(ChromeDriver browser, String id) {
    new WebDriverWait(browser, Duration.ofSeconds(20))
        .until(ExpectedConditions.presenceOfElementLocated(By.id(id)));
  }

  private ChromeDriver browser() throws IOException {
    return ChromiumForTests.start(ChromiumForTests.options(folder, "en"));
  }
}

package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.People;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.distribution.ChromiumForTests;
import dev.mapae.distribution.http.Binding;
import dev.mapae.distribution.http.JettyServer;
import dev.mapae.distribution.http.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// A real browser between the server and a site that signs people in: cookies come along, and no
/// policy of a page holds it back.
@Tag("browser")
class SignInAtSiteInBrowserTests {
  @TempDir Path folder;

  @Test
  void somebody_signs_in_at_the_site_for_a_client_and_for_a_device() throws IOException {
    ChromiumForTests.assumeItIsThere();
    int port = freePort();
    Issuer issuer = new Issuer("http://127.0.0.1:" + port);
    try (LoginSiteInBrowser site = new LoginSiteInBrowser(issuer::value);
        TestServer server = server(issuer, site);
        JettyServer listening =
            JettyServer.start(
                Binding.plain(new Listener("127.0.0.1", port)), server::handle, _ -> {})) {
      assertThat(listening.port()).isEqualTo(port);
      ChromeDriver browser = browser();
      try {
        forClient(browser, server, issuer, site);
        forDevice(browser, server, issuer);
      } finally {
        browser.quit();
      }
    }
  }

  private static void forClient(
      ChromeDriver browser, TestServer server, Issuer issuer, LoginSiteInBrowser site) {
    Ask ask = Ask.of("shop", site.url("/callback"), "openid profile");
    browser.get(issuer.url(ask.url()));
    signIn(browser, server, "client");
    await(browser, "approve");
    assertThat(browser.getPageSource()).contains("Mina Kim");
    browser.findElement(By.id("approve")).click();
    await(browser, "at-client");
    assertThat(browser.getCurrentUrl()).contains("code=mapae_ac_");
  }

  /// From a form of ours, whose policy lets it lead to the site.
  private static void forDevice(ChromeDriver browser, TestServer server, Issuer issuer) {
    browser.manage().deleteAllCookies();
    browser.get(issuer.url("/device"));
    browser.manage().deleteAllCookies();
    Map<String, Object> device =
        json(
            server.post(
                "/device_authorization",
                form("scope", "playlist.read"),
                "Authorization",
                TestServer.basic("tv")));
    browser.get(issuer.url("/device"));
    await(browser, "continue");
    browser.findElement(By.name("user_code")).sendKeys((String) device.get("user_code"));
    browser.findElement(By.id("continue")).click();
    signIn(browser, server, "device");
    await(browser, "approve");
    assertThat(browser.getPageSource()).contains((String) device.get("user_code"));
  }

  private static void signIn(ChromeDriver browser, TestServer server, String purpose) {
    await(browser, "own-sign-in");
    assertThat(browser.findElement(By.id("for")).getText()).isEqualTo(purpose);
    server.clock.advance(Duration.ofSeconds(1));
    browser.findElement(By.id("own-sign-in")).click();
  }

  private static TestServer server(Issuer issuer, LoginSiteInBrowser site) {
    Declarations declarations =
        Declared.withAll(
            LoginSite.declarations(),
            Samples.confidential(Samples.client("shop", site.url("/callback"))));
    return new TestServer(
        Engine.preset().fresh(),
        issuer,
        declarations,
        Seams.none()
            .signingIn(
                new SignInElsewhere(
                    new Way.Site("login", site.url("/interaction"), false),
                    People.BROUGHT,
                    Set.of(),
                    false)));
  }

  private static void await(ChromeDriver browser, String id) {
    new WebDriverWait(browser, Duration.ofSeconds(20))
        .until(ExpectedConditions.presenceOfElementLocated(By.id(id)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  private ChromeDriver browser() throws IOException {
    return ChromiumForTests.start(ChromiumForTests.options(folder, "en"));
  }
}

package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.distribution.tutorial.RunningDev;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/// Passkeys in a real browser with a virtual authenticator: alice makes one, signs in by it, uses
/// it after her password, and removes it.
@Tag("browser")
class PasskeyInBrowserTests {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Optional<RunningDev> server = Optional.empty();
  private String issuer = "";

  @BeforeEach
  void start() throws IOException {
    ChromiumForTests.assumeItIsThere();
    server = Optional.of(RunningDev.start(folder));
    issuer = "http://localhost:" + server.get().port();
  }

  @AfterEach
  void stop() {
    server.ifPresent(RunningDev::close);
  }

  @ParameterizedTest
  @CsvSource({"en, 1280", "ko, 320"})
  void alice_makes_a_passkey_and_signs_in_by_it(String language, int width) throws IOException {
    ChromeDriver browser = browser(language, width);
    VirtualAuthenticator authenticator = authenticator(browser);
    try {
      browser.get(issuer + "/account/security");
      look(browser, "account sign-in");
      password(browser);
      await(browser, By.id("add-passkey"));
      look(browser, "security");
      browser.findElement(By.id("name")).sendKeys("Laptop");
      browser.findElement(By.id("add-passkey")).click();
      await(browser, By.id("recovery-codes"));
      browser.findElement(By.id("continue")).click();
      await(browser, By.className("remove"));
      assertThat(browser.getPageSource()).contains("Laptop");
      look(browser, "security with a passkey");

      offer(browser);
      // In the field for the username: this authenticator chooses by itself.
      signOut(browser);
      browser.get(issuer + "/account/security");
      await(browser, By.id("add-passkey"));

      signOut(browser);
      authenticator.setUserVerified(false);
      browser.get(issuer + "/account/security");
      await(browser, By.id("use-passkey"));
      look(browser, "sign-in with a passkey");
      authenticator.setUserVerified(true);
      browser.findElement(By.id("use-passkey")).click();
      await(browser, By.id("add-passkey"));

      signOut(browser);
      authenticator.setUserVerified(false);
      browser.get(issuer + "/account/security");
      password(browser);
      await(browser, By.cssSelector("#passkey[data-passkey=second]"));
      look(browser, "second factor by passkey");
      authenticator.setUserVerified(true);
      browser.findElement(By.id("use-passkey")).click();
      await(browser, By.id("add-passkey"));

      browser.findElement(By.className("remove")).click();
      new WebDriverWait(browser, PATIENCE)
          .until(b -> b.findElements(By.className("remove")).isEmpty());
    } finally {
      browser.quit();
    }
  }

  private static void offer(ChromeDriver browser) throws IOException {
    browser.findElement(By.id("add-app")).click();
    await(browser, By.id("enrol"));
    look(browser, "an app to be set up");
    browser.findElement(By.id("code")).sendKeys("000000");
    browser.findElement(By.id("enrol")).click();
    await(browser, By.id("mistake"));
    look(browser, "a wrong code");
    browser.findElement(By.id("new-codes")).click();
    await(browser, By.id("recovery-codes"));
    look(browser, "recovery codes");
  }

  private static void password(ChromeDriver browser) {
    await(browser, By.name("username"));
    browser.findElement(By.name("username")).sendKeys("alice");
    browser.findElement(By.name("password")).sendKeys("wonderland-42");
    browser.findElement(By.id("sign-in")).click();
  }

  private void signOut(ChromeDriver browser) {
    browser.get(issuer + "/sign-out");
    await(browser, By.id("sign-out"));
    browser.findElement(By.id("sign-out")).click();
    new WebDriverWait(browser, PATIENCE).until(b -> b.findElements(By.id("sign-out")).isEmpty());
  }

  private static void await(ChromeDriver browser, By element) {
    new WebDriverWait(browser, PATIENCE)
        .until(ExpectedConditions.presenceOfElementLocated(element));
  }

  /// Nothing hangs out of the window; with `MAPAE_SCREENSHOTS`, a folder, a picture is kept.
  private static void look(ChromeDriver browser, String page) throws IOException {
    Object over =
        browser.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    String pictures = System.getenv().getOrDefault("MAPAE_SCREENSHOTS", "");
    if (!pictures.isEmpty()) {
      String name =
          "%s %s.png"
              .formatted(page, browser.findElement(By.tagName("html")).getDomAttribute("lang"));
      Files.write(Path.of(pictures, name), browser.getScreenshotAs(OutputType.BYTES));
    }
    assertThat(over).as("pixels that %s hangs over by", page).isEqualTo(0L);
  }

  private ChromeDriver browser(String language, int width) throws IOException {
    ChromeDriver browser = ChromiumForTests.start(ChromiumForTests.options(folder, language));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1400, "deviceScaleFactor", 1, "mobile", false));
    return browser;
  }

  private static VirtualAuthenticator authenticator(ChromeDriver browser) {
    return browser.addVirtualAuthenticator(
        new VirtualAuthenticatorOptions()
            .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
            .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
            .setHasResidentKey(true)
            .setHasUserVerification(true)
            .setIsUserVerified(true)
            .setIsUserConsenting(true));
  }
}

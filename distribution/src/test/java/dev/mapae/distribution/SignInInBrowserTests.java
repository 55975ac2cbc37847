package dev.mapae.distribution;

import static java.util.Objects.requireNonNull;
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
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// All four roles at once: alice signs in through a real browser without JavaScript, approves, and
/// the playground calls the API in her name, narrow and wide, in both languages.
@Tag("browser")
class SignInInBrowserTests {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Optional<RunningDev> server = Optional.empty();
  private int port;

  @BeforeEach
  void start() throws IOException {
    ChromiumForTests.assumeItIsThere();
    server = Optional.of(RunningDev.start(folder));
    port = server.get().port();
  }

  @AfterEach
  void stop() {
    server.ifPresent(RunningDev::close);
  }

  @ParameterizedTest
  @CsvSource({"en, 320", "en, 1280", "ko, 320", "ko, 1280"})
  void alice_signs_in_approves_and_the_api_answers_for_her(String language, int width)
      throws IOException {
    ChromeDriver browser = browser(language, width);
    try {
      browser.get("http://localhost:" + (port + 2) + "/authorization-code?lang=" + language);
      look(browser, "playground");
      browser.findElement(By.id("play")).click();

      await(browser, By.name("username"));
      assertThat(browser.getCurrentUrl()).startsWith("http://localhost:" + port + "/");
      look(browser, "sign-in");
      assertThat(attribute(browser, "html", "lang")).isEqualTo(language);
      browser.findElement(By.name("username")).sendKeys("alice");
      browser.findElement(By.name("password")).sendKeys("not her password");
      browser.findElement(By.id("sign-in")).click();
      await(browser, By.cssSelector("[role=alert]"));
      look(browser, "sign-in again");
      browser.findElement(By.name("password")).sendKeys("wonderland-42");
      browser.findElement(By.id("sign-in")).click();

      await(browser, By.id("approve"));
      look(browser, "consent");
      assertThat(browser.findElements(By.cssSelector("input[name=scope]:checked"))).isNotEmpty();
      browser.findElement(By.id("approve")).click();

      await(browser, By.id("me"));
      assertThat(browser.getCurrentUrl()).startsWith("http://localhost:" + (port + 2) + "/");
      look(browser, "playground after sign-in");
      browser.findElement(By.id("me")).click();
      awaitText(browser, "kind");
      assertThat(browser.getPageSource()).contains("person");
      look(browser, "playground with alice");

      browser.get(
          "http://localhost:"
              + port
              + "/end-session?client_id=demo&ui_locales="
              + language
              + "&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A"
              + (port + 2)
              + "%2F");
      await(browser, By.id("sign-out"));
      look(browser, "sign-out");
      browser.findElement(By.id("sign-out")).click();
      awaitGone(browser, By.id("sign-out"));
      assertThat(browser.getCurrentUrl()).isEqualTo("http://localhost:" + (port + 2) + "/");
      browser.get("http://localhost:" + port + "/sign-out?ui_locales=" + language);
      look(browser, "signed out");
      assertThat(browser.findElements(By.id("sign-out"))).isEmpty();

      browser.get("http://localhost:" + port + "/authorize?client_id=nobody");
      await(browser, By.id("error"));
      look(browser, "error");
      assertThat(browser.findElement(By.id("error")).getText()).startsWith("invalid_request");
    } finally {
      browser.quit();
    }
  }

  // A click returns before the page that it leads to is there.
  private static void await(ChromeDriver browser, By element) {
    new WebDriverWait(browser, PATIENCE)
        .until(ExpectedConditions.presenceOfElementLocated(element));
  }

  private static void awaitGone(ChromeDriver browser, By element) {
    new WebDriverWait(browser, PATIENCE).until(b -> b.findElements(element).isEmpty());
  }

  private static void awaitText(ChromeDriver browser, String text) {
    new WebDriverWait(browser, PATIENCE)
        .until(b -> String.valueOf(b.getPageSource()).contains(text));
  }

  /// Nothing hangs out of the window; with `MAPAE_SCREENSHOTS`, a folder, a picture is kept.
  private static void look(ChromeDriver browser, String page) throws IOException {
    assertThat(measure(browser, "scrollWidth") - measure(browser, "clientWidth"))
        .as("pixels that %s hangs over by", page)
        .isZero();
    String pictures = System.getenv().getOrDefault("MAPAE_SCREENSHOTS", "");
    if (!pictures.isEmpty()) {
      String name =
          "%s %s %d.png"
              .formatted(page, attribute(browser, "html", "lang"), measure(browser, "clientWidth"));
      Files.write(Path.of(pictures, name), browser.getScreenshotAs(OutputType.BYTES));
    }
  }

  // Scripts of pages are off; what the developer tools ask is not.
  private static long measure(ChromeDriver browser, String property) {
    Map<?, ?> answer =
        browser.executeCdpCommand(
            "Runtime.evaluate",
            Map.of("expression", "document.documentElement." + property, "returnByValue", true));
    Map<?, ?> result = (Map<?, ?>) requireNonNull(answer.get("result"));
    return ((Number) requireNonNull(result.get("value"))).longValue();
  }

  private static String attribute(ChromeDriver browser, String selector, String name) {
    return String.valueOf(browser.findElement(By.cssSelector(selector)).getDomAttribute(name));
  }

  private ChromeDriver browser(String language, int width) throws IOException {
    ChromeOptions options = ChromiumForTests.options(folder, language);
    options.setExperimentalOption(
        "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    ChromeDriver browser = ChromiumForTests.start(options);
    // A headless window has a least width of its own; the device that is emulated has none.
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    return browser;
  }
}

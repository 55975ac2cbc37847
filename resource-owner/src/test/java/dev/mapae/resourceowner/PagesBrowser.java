package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// Chromium, which runs no script of a page, and is asked and steered through its developer tools.
final class PagesBrowser implements AutoCloseable {
  private final ChromeDriver driver;

  private PagesBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  /// Starts it, or skips the test where there is none.
  static PagesBrowser open(Path profile) {
    String chromium = System.getenv("MAPAE_CHROMIUM");
    String driver = System.getenv("MAPAE_CHROMEDRIVER");
    assumeTrue(
        chromium != null && driver != null,
        "There is no browser: MAPAE_CHROMIUM and MAPAE_CHROMEDRIVER do not say where one is.");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--user-data-dir=" + profile);
    PagesBrowser browser =
        new PagesBrowser(
            new ChromeDriver(
                new ChromeDriverService.Builder()
                    .usingDriverExecutable(Path.of(driver).toFile())
                    .usingAnyFreePort()
                    .build(),
                options));
    browser.scripts(false);
    // A picture beyond the window would be short of the width of the bar.
    browser.command("Emulation.setScrollbarsHidden", Map.of("hidden", true));
    // Keys go to the page, whatever window the system has in front.
    browser.command("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    return browser;
  }

  @Override
  public void close() {
    driver.quit();
  }

  void show(String url) {
    driver.get(url);
  }

  Map<String, Object> command(String name, Map<String, Object> parameters) {
    return driver.executeCdpCommand(name, parameters);
  }

  /// Whether scripts run that are not asked by [#ask]; also those that wait for something.
  void scripts(boolean run) {
    command("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  void width(int width) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 640, "deviceScaleFactor", 1, "mobile", false));
  }

  /// What the person prefers, as a media feature.
  void prefers(String feature, String value) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  /// The value of an expression, awaited if it is a promise.
  Object ask(String expression) {
    Map<?, ?> answer =
        command(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    Map<?, ?> result = (Map<?, ?>) requireNonNull(answer.get("result"));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("description"));
    }
    return requireNonNull(result.get("value"), expression);
  }

  List<?> list(String expression) {
    return (List<?>) ask(expression);
  }

  long number(String expression) {
    return ((Number) ask(expression)).longValue();
  }

  /// The whole page, as a PNG.
  byte[] picture() {
    Map<String, Object> answer =
        command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode(String.valueOf(answer.get("data")));
  }

  void type(String text) {
    command("Input.insertText", Map.of("text", text));
  }

  /// Presses a key and lets it go.
  void press(Stroke stroke) {
    command(
        "Input.dispatchKeyEvent", stroke.event(stroke.text.isEmpty() ? "rawKeyDown" : "keyDown"));
    command("Input.dispatchKeyEvent", stroke.event("keyUp"));
  }

  /// Goes to what comes next, and asks there.
  Object tab(String expression) {
    command("Input.dispatchKeyEvent", Stroke.TAB.event("rawKeyDown"));
    return ask(expression);
  }

  /// The keys of somebody who has no pointer.
  enum Stroke {
    TAB("Tab", 9, ""),
    ENTER("Enter", 13, "\r"),
    SPACE(" ", 32, " ");

    private final String key;
    private final int code;
    private final String text;

    Stroke(String key, int code, String text) {
      this.key = key;
      this.code = code;
      this.text = text;
    }

    private Map<String, Object> event(String type) {
      return Map.of("type", type, "key", key, "windowsVirtualKeyCode", code, "text", text);
    }
  }
}

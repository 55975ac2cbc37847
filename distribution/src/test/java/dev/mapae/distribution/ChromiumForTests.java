package dev.mapae.distribution;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// The Chromium that `MAPAE_CHROMIUM` and `MAPAE_CHROMEDRIVER` name, with a profile of its own and
/// nothing that it does by itself.
public final class ChromiumForTests {
  private ChromiumForTests() {}

  /// Skips a test where there is none.
  public static void assumeItIsThere() {
    assumeTrue(
        System.getenv("MAPAE_CHROMIUM") != null && System.getenv("MAPAE_CHROMEDRIVER") != null,
        "browser: no Chromium: apt-get install chromium chromium-driver");
  }

  /// What it is started with.
  ///
  /// @param folder for its profile
  /// @param language that it prefers
  public static ChromeOptions options(Path folder, String language) throws IOException {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(System.getenv("MAPAE_CHROMIUM"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--accept-lang=" + language,
        "--user-data-dir=" + Files.createTempDirectory(folder, "profile"));
    return options;
  }

  /// Starts it; who did so quits it.
  public static ChromeDriver start(ChromeOptions options) {
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of(System.getenv("MAPAE_CHROMEDRIVER")).toFile())
            .usingAnyFreePort()
            .build(),
        options);
  }
}

package dev.mapae.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// A page whose parts an operator put elsewhere works in a browser as ours does.
@Tag("browser")
class TemplateInBrowserTests {
  private static final String TEMPLATE =
      """
      {heading}
      <p class="motto">For everybody at {name}.</p>
      {lead}
      {mistake}
      <div class="others">{others}{newcomer}{email-link}</div>
      <div>{passkey}</div>
      <div class="door"><div>{form}</div></div>
      {create-account}
      {forgotten-password}
      {destination}
      """;

  @TempDir Path folder;

  @Test
  void alice_signs_in_by_a_form_in_a_template() throws Exception {
    ChromiumForTests.assumeItIsThere();
    Files.createDirectories(folder.resolve("looks"));
    Files.writeString(folder.resolve("looks/page-sign-in.html"), TEMPLATE);
    String settings =
        """
        branding: {name: Acme, overrides: looks}
        users: [{username: alice, password: wonderland-42-wonderland}]
        """;
    ChromeDriver browser = ChromiumForTests.start(ChromiumForTests.options(folder, "en"));
    try (LocalServer server = LocalServer.start(folder, settings)) {
      browser.get(server.issuer() + "/account");
      assertThat(browser.findElement(By.className("motto")).getText())
          .isEqualTo("For everybody at Acme.");
      assertThat(browser.findElements(By.cssSelector(".door form #sign-in"))).hasSize(1);
      browser.findElement(By.name("username")).sendKeys("alice");
      browser.findElement(By.name("password")).sendKeys("not her password");
      browser.findElement(By.id("sign-in")).click();
      await(browser, By.cssSelector("main > [role=alert]"));
      browser.findElement(By.name("password")).sendKeys("wonderland-42-wonderland");
      browser.findElement(By.id("sign-in")).click();
      await(browser, By.className("places"));
      assertThat(browser.findElements(By.className("motto"))).isEmpty();
    } finally {
      browser.quit();
    }
  }

  // A click returns before the page that it leads to is there.
  private static void await(ChromeDriver browser, By element) {
    new WebDriverWait(browser, Duration.ofSeconds(20))
        .until(ExpectedConditions.presenceOfElementLocated(element));
  }
}

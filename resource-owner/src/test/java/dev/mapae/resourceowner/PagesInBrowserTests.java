package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome.Reason;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError.InvalidRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// The pages in a real browser, 320 px wide, with JavaScript switched off. WCAG 2.2 §1.4.10.
@Tag("browser")
class PagesInBrowserTests {
  private static final String LONG =
      "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
  private static final Client CLIENT =
      Samples.client(Origin.SELF_REGISTERED, Map.of("client_name", LONG));
  private static final Person PERSON = Samples.person("alice@" + LONG, Map.of("name", LONG));
  private static final InvalidRequest ERROR = new InvalidRequest("redirect_uri=https://" + LONG);

  private static final BlockingQueue<String> TOLD = new LinkedBlockingQueue<>();

  @TempDir private static Path profile;
  private static PagesServer server;
  private static ChromeDriver browser;

  @BeforeAll
  static void open() throws IOException {
    String chromium = System.getenv("MAPAE_CHROMIUM");
    String driver = System.getenv("MAPAE_CHROMEDRIVER");
    assumeTrue(
        chromium != null && driver != null,
        "There is no browser: MAPAE_CHROMIUM and MAPAE_CHROMEDRIVER do not say where one is.");
    server = new PagesServer(PagesInBrowserTests::answer);
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
    options.setExperimentalOption(
        "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(driver).toFile())
                .usingAnyFreePort()
                .build(),
            options);
    // A headless window has a least width of its own; the device that is emulated has none.
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 320, "height", 640, "deviceScaleFactor", 1, "mobile", false));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  /// Everything as long as it gets; `/again`, `/error` and `/form-post` show what no GET does.
  private static Response answer(Issuer issuer, Request request) {
    List<String> locales = Language.uiLocales(request);
    var prompt = Samples.signIn(CLIENT, Optional.of(LONG), locales);
    PreparedInteraction prepared =
        PreparedInteraction.usual()
            .with(prompt)
            .with(Samples.in(locales, consent()))
            .with(
                new SignOutPrompt(
                    Optional.of(PERSON),
                    Optional.of(CLIENT),
                    Optional.of(new Destination.Redirect("app.example.com")),
                    List.of(CLIENT, CLIENT),
                    "/sign-out",
                    "step-3",
                    List.of()));
    Site site = Site.of(issuer, prepared);
    return switch (request.path()) {
      case "/again" ->
          new SignInPage(
                  _ -> new SignInOutcome.Again(prompt, Reason.WRONG_CREDENTIALS),
                  new Frames(issuer, new Assets("/assets/")))
              .post(request);
      case "/device-again" ->
          new DevicePages(
                  PreparedDevice.unknown(locales), new Frames(issuer, new Assets("/assets/")))
              .postCode(request);
      case "/device-ended" ->
          new DevicePages(PreparedDevice.usual(), new Frames(issuer, new Assets("/assets/")))
              .postConsent(request);
      case "/signed-out" ->
          signedOut(issuer, request, new SignedOut(List.of(), List.of(), Optional.empty()));
      case "/signed-out-telling" ->
          signedOut(
              issuer,
              request,
              new SignedOut(
                  List.of(issuer.url("/told")),
                  List.of(issuer.value()),
                  // It stays, as nobody here knows that scheme.
                  Optional.of("com.example.app:/bye")));
      case "/signed-out-told" ->
          signedOut(
              issuer,
              request,
              new SignedOut(
                  List.of(issuer.url("/told?iss=a"), issuer.url("/told?iss=b")),
                  List.of(issuer.value()),
                  Optional.of(issuer.url("/told?gone=on"))));
      case "/told" -> told(request);
      case "/error" -> site.pages().error(request, ERROR, issuer.url("/errors/invalid_request"));
      case "/form-post" ->
          site.pages()
              .formPost(
                  request,
                  issuer.url("/callback"),
                  Parameters.parse("code=abc"),
                  issuer.value(),
                  locales);
      default -> site.answer(request);
    };
  }

  private static Response signedOut(Issuer issuer, Request request, SignedOut signedOut) {
    Interaction interaction = PreparedInteraction.usual().with(signedOut);
    return new SignOutPage(interaction, new Frames(issuer, new Assets("/assets/"))).post(request);
  }

  private static Response told(Request request) {
    TOLD.add(request.query());
    return Response.html(200, "told");
  }

  private static ConsentPrompt consent() {
    List<ConsentPrompt.RequestedScope> scopes =
        List.of(
            Samples.openId("openid"),
            Samples.openId("profile"),
            Samples.api("https://api.example.com/" + LONG, Map.of("", LONG)),
            Samples.openId("offline_access"));
    return Samples.consent(CLIENT, PERSON, scopes, Set.of("birthdate", LONG));
  }

  private void show(String path, String language) {
    browser.get(server.issuer().url(path) + "?ui_locales=" + language);
  }

  private static long layout(String expression) {
    Map<?, ?> answer =
        browser.executeCdpCommand(
            "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    Map<?, ?> result = (Map<?, ?>) requireNonNull(answer.get("result"));
    return ((Number) requireNonNull(result.get("value"))).longValue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sign-in",
        "/again",
        "/consent",
        "/device",
        "/device-again",
        "/device-ended",
        "/device/sign-in",
        "/device/consent",
        "/sign-out",
        "/signed-out",
        "/account/sign-in",
        "/account",
        "/account/profile",
        "/account/password",
        "/account/sessions",
        "/account/applications",
        "/account/activity",
        "/account/data",
        "/signed-out-telling",
        "/error",
        "/form-post",
        "/errors/",
        "/errors/invalid_grant",
        "/errors/unmet_authentication_requirements",
        "/errors/none"
      })
  void nothing_has_to_be_scrolled_sideways(String path) {
    for (String language : List.of("en", "ko")) {
      show(path, language);
      assertThat(browser.findElement(By.tagName("html")).getDomAttribute("lang"))
          .isEqualTo(language);
      assertThat(browser.findElements(By.tagName("main"))).hasSize(1);
      assertThat(browser.findElements(By.tagName("h1"))).hasSize(1);
      assertThat(layout("window.innerWidth")).isEqualTo(320);
      assertThat(layout("document.documentElement.scrollWidth"))
          .as("%s in %s", path, language)
          .isLessThanOrEqualTo(layout("document.documentElement.clientWidth"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/sign-in",
        "/consent",
        "/device",
        "/device/consent",
        "/account/sign-in",
        "/account",
        "/account/profile",
        "/account/password",
        "/account/sessions",
        "/account/applications",
        "/account/activity",
        "/account/data",
        "/sign-out",
        "/signed-out-telling",
        "/error",
        "/errors/invalid_grant"
      })
  void whatever_is_pressed_is_at_least_24_px_high_and_wide(String path) {
    show(path, "en");
    List<WebElement> targets =
        browser.findElements(By.cssSelector("a, button, input:not([type=hidden], [hidden])"));
    assertThat(targets)
        .isNotEmpty()
        .allSatisfy(target -> {
          assertThat(target.getRect().getHeight()).isGreaterThanOrEqualTo(24);
          assertThat(target.getRect().getWidth()).isGreaterThanOrEqualTo(24);
        });
  }

  /// OpenID Connect Front-Channel Logout §3, without a script.
  @Test
  void whoever_signed_out_goes_on_when_the_clients_were_told() throws Exception {
    TOLD.clear();
    show("/signed-out-told", "en");
    List<String> told = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      told.add(String.valueOf(TOLD.poll(30, TimeUnit.SECONDS)));
    }
    assertThat(told.subList(0, 2)).containsExactlyInAnyOrder("iss=a", "iss=b");
    assertThat(told.getLast()).isEqualTo("gone=on");
  }

  @Test
  void denying_is_as_easy_as_approving() {
    show("/consent", "ko");
    assertThat(browser.findElement(By.id("deny")).getSize())
        .isEqualTo(browser.findElement(By.id("approve")).getSize());
  }

  @Test
  void the_style_sheet_is_let_in_by_the_policy() {
    show("/sign-in", "en");
    assertThat(browser.findElement(By.id("sign-in")).getCssValue("font-weight")).isEqualTo("600");
  }

  @Test
  void the_text_of_the_error_begins_with_its_code() {
    show("/error", "ko");
    assertThat(browser.findElement(By.id("error")).getText()).startsWith("invalid_request");
  }
}

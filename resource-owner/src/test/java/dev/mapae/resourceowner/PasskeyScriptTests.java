package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the script of passkeys does in a browser that has none. Web Authentication Level 3 §5.1.
@Tag("browser")
class PasskeyScriptTests {
  private static final Assets ASSETS = new Assets("/assets/");
  private static final Map<String, PageState> STATES = PageStates.all();
  private static final List<String> NAMES = new ArrayList<>(STATES.keySet());

  @TempDir private static Path profile;
  private static PagesServer server;
  private static PagesBrowser browser;

  @BeforeAll
  static void open() throws IOException {
    browser = PagesBrowser.open(profile);
    server = new PagesServer(PasskeyScriptTests::answer);
    browser.scripts(true);
    browser.command(
        "Page.addScriptToEvaluateOnNewDocument",
        Map.of("source", "delete window.PublicKeyCredential"));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Response answer(Issuer issuer, Request request) {
    if (request.path().startsWith("/assets/")) {
      return ASSETS.get(request);
    }
    String which = request.path().substring(1);
    if (!which.matches("[0-9]+")) {
      return Response.of(204);
    }
    // Browsers make no passkeys for a number.
    Issuer named = new Issuer(issuer.value().replace("127.0.0.1", "localhost"));
    return requireNonNull(STATES.get(NAMES.get(Integer.parseInt(which))))
        .draw(named, new Frames(named, ASSETS), "en");
  }

  private static Object shows(String state, String selector) {
    browser.show(server.issuer().url("/" + NAMES.indexOf(state)));
    return browser.ask(
        "[...document.querySelectorAll('%s')].some(it => it.checkVisibility())"
            .formatted(selector));
  }

  /// Or they would see a heading and nothing below it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "second factor, passkey alone and no script",
        "sign-in, passkey alone",
        "security, nothing"
      })
  void says_that_there_is_none_where_nothing_else_would_be_said(String state) {
    assertThat(shows(state, "#passkey-failed")).isEqualTo(true);
    assertThat(browser.ask("document.querySelector('#passkey-failed').textContent"))
        .isEqualTo("This browser knows no passkeys. Use another browser or device.");
    assertThat(shows(state, "#use-passkey, #add-passkey, #passkey .field")).isEqualTo(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sign-in, no password", "second factor, passkey or recovery code"})
  void says_as_well_that_there_is_another_way_where_there_is(String state) {
    assertThat(shows(state, "#passkey-failed")).isEqualTo(true);
    assertThat(browser.ask("document.querySelector('#passkey-failed').textContent").toString())
        .endsWith("or go on another way.");
  }

  @Test
  void says_nothing_where_people_go_on_in_another_way() {
    assertThat(shows("sign-in", "#passkey-failed")).isEqualTo(false);
    assertThat(shows("second factor, several", "#passkey-failed")).isEqualTo(false);
  }
}

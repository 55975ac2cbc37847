package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// People sign in by another provider for a device. RFC 8628 §3.3.
@OnEveryEngine
class UpstreamDeviceTests {
  private final UpstreamScene scene;
  private final TestBrowser browser;

  UpstreamDeviceTests(Engine engine) {
    scene = new UpstreamScene(engine, UpstreamScene.linking());
    scene.connect("alice");
    browser = scene.browser();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /// Its code is typed.
  private void typed(String... parameters) {
    Map<String, Object> device =
        json(
            scene.server.post(
                "/device_authorization",
                form(form("scope", "playlist.read"), parameters),
                "Authorization",
                TestServer.basic("tv")));
    browser.get("/device").submit(form("user_code", (String) device.get("user_code")));
    scene.second();
  }

  @Test
  void somebody_who_is_known_there_is_asked_for_the_device() {
    typed();
    scene.leave(browser, "upstream-idp");
    assertThat(UpstreamScene.request(browser).names()).doesNotContain("max_age");
    assertThat(scene.back(browser).path()).isEqualTo("/device/consent");
    assertThat(scene.server.audit)
        .filteredOn(event -> event.type() == AuditEvent.Type.SIGN_IN)
        .last()
        .satisfies(event ->
            assertThat(event.facts())
                .containsEntry("provider", "idp")
                .containsEntry("client_id", "tv"));
    assertThat(browser.approve("playlist.read").page.status()).isEqualTo(200);
  }

  /// Whoever has no other way in would never connect that device.
  @Test
  void the_provider_is_asked_for_a_fresh_sign_in_where_the_device_is() {
    typed();
    scene.leave(browser, "upstream-idp");
    scene.back(browser).approve("playlist.read");
    scene.clock.advance(Duration.ofMinutes(10));
    typed("max_age", "300");
    assertThat(browser.path()).isEqualTo("/device/sign-in");
    scene.leave(browser, "upstream-idp");
    assertThat(UpstreamScene.request(browser).required("max_age")).isEqualTo("300");
    assertThat(scene.back(browser).path()).isEqualTo("/device/consent");
  }
}

package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.ProtocolError;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The pages by which a device gets what it asks for.
class DevicePagesTests {
  private static final Site SITE = Site.of(PreparedInteraction.usual());

  private static Response posted(PreparedDevice device) {
    Frames frames = new Frames(Site.ISSUER, new Assets("/assets/"));
    return new DevicePages(device, frames).postCode(Site.request("POST", "/device", "en"));
  }

  @Test
  void asks_for_the_code_and_fills_in_what_came_with_the_address() {
    Response page = SITE.get("/device");
    assertThat(Site.html(page))
        .contains("<form method=\"post\" action=\"/device?a=b\">")
        .contains("<input type=\"hidden\" name=\"step\" value=\"step-4\">")
        .contains("name=\"user_code\" type=\"text\" value=\"WDJB-MJHT\"")
        .contains("id=\"continue\"")
        .contains("Continue only if a device in front of you shows this code.");
    assertThat(page.header("Content-Security-Policy").orElseThrow()).endsWith("form-action 'self'");
  }

  @Test
  void says_that_no_device_waits_with_a_code() {
    Response page = posted(PreparedDevice.unknown(List.of()));
    assertThat(page.status()).isEqualTo(400);
    assertThat(Site.html(page))
        .contains("<title>Error: Connect a device")
        .contains("No device is waiting for this code.");
  }

  @Test
  void says_when_to_come_back_after_too_many_codes() {
    Response page = posted(PreparedDevice.tooMany());
    assertThat(page.status()).isEqualTo(429);
    assertThat(page.header("Retry-After")).contains("7");
  }

  @Test
  void the_person_sees_which_device_asks_and_from_where_before_they_sign_in_and_approve() {
    assertThat(Site.text(Site.html(SITE.get("/device/sign-in"))))
        .contains("Code on the device WDJB-MJHT")
        .contains("Internet address (IP) of the device 203.0.113.7");
    assertThat(Site.text(Site.html(SITE.get("/device/consent"))))
        .contains("Allow this only if you started it yourself")
        .contains("Code on the device WDJB-MJHT")
        .contains("Internet address (IP) of the device 203.0.113.7")
        .doesNotContain("app.example.com");
  }

  @Test
  void a_page_says_how_it_ended() {
    assertThat(Site.html(SITE.post("/device/consent?decision=approve")))
        .contains("<h1>The device is connected</h1>");
    assertThat(Site.html(SITE.post("/device/consent?decision=deny")))
        .contains("<h1>You refused the device’s request</h1>");
  }

  @Test
  void who_comes_too_late_is_not_sent_back_to_an_application() {
    ProtocolError over = new ProtocolError.ExpiredToken("The code of this device is over.");
    String html =
        Site.html(Site.of(new RefusingInteraction(over)).get("/device/consent?device=x", "ko"));
    assertThat(html).contains("<h1>더는 쓸 수 없는 코드입니다</h1>").doesNotContain("앱으로 돌아가");
    assertThat(Site.text(html.substring(html.indexOf("id=\"error\""))))
        .contains("expired_token")
        // What it means is said above it, in their language.
        .doesNotContain("The code of this device is over.");
  }

  @Test
  void speaks_korean() {
    assertThat(Site.html(SITE.get("/device", "ko"))).contains("<h1>기기 연결</h1>");
    assertThat(Site.html(SITE.get("/device/consent", "ko")))
        .contains("내가 직접 내 기기에서 시작한 요청이고, 그 기기에 이 코드가 보일 때만 동의하세요.");
  }
}

package dev.mapae.distribution.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.store.MailAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The demonstration shows mails on a page.
class DevMailboxTests {
  private final DevMailbox mailbox = new DevMailbox();

  private void take(String id, String text) {
    mailbox.send(new Mail(id, new MailAddress("alice@example.com"), "Subject of " + id, text));
  }

  private Response page(String remoteAddress) {
    return mailbox
        .route()
        .endpoint()
        .handle(
            new Request(
                "GET", DevMailbox.PATH, "", Headers.of(List.of()), new byte[0], remoteAddress));
  }

  private String html() {
    return new String(page("127.0.0.1").body(), StandardCharsets.UTF_8);
  }

  @Test
  void the_newest_comes_first_with_its_link() {
    take("one", "text");
    take("two", "open\nhttp://localhost:9000/reset-password?link=a&b=\"c\nnow");
    assertThat(html())
        .contains("<a href=\"http://localhost:9000/reset-password?link=a&amp;b=\">")
        .matches("(?s).*Subject of two.*Subject of one.*");
  }

  @Test
  void nothing_of_a_mail_becomes_part_of_the_page() {
    take("<script>alert(1)</script>", "<img src=x onerror=alert(1)>");
    assertThat(html()).doesNotContain("<script").doesNotContain("<img");
    assertThat(page("::1").header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
  }

  /// At 320 px, where there is no style sheet.
  @Test
  void long_words_can_be_broken_by_narrow_screens() {
    take(
        "of" + "m".repeat(40),
        "a".repeat(40) + "@example.com\nhttps://id.example.com/" + "x".repeat(80));
    assertThat(html().replaceAll("<a href=\"[^\"]*\"", "<a"))
        .doesNotContainPattern("[^\\s<>\"]{30}");
  }

  @Test
  void only_this_machine_sees_it() {
    assertThat(page("192.0.2.1").status()).isEqualTo(404);
    assertThat(page("127.0.0.1").status()).isEqualTo(200);
  }

  @Test
  void fifty_are_kept() {
    for (int i = 0; i < 60; i++) {
      take("m" + i, "text");
    }
    assertThat(html())
        .contains("Subject of m59")
        .contains("Subject of m10")
        .doesNotContain("Subject of m9<");
  }
}

package dev.mapae.distribution.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mapae.authorizationserver.mail.Mail;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent;
import dev.mapae.authorizationserver.mail.MailTransport.NotSent.Cause;
import dev.mapae.authorizationserver.store.MailAddress;
import dev.mapae.distribution.settings.MailSettings;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Mails go to a real SMTP server. RFC 5321, RFC 5322.
@Tag("socket")
class SmtpTransportTests {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final GreenMail server =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
          });

  SmtpTransportTests() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private MailSettings settings() {
    return new MailSettings(
        "127.0.0.1",
        server.getSmtp().getPort(),
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        new MailAddress("id@example.com"),
        "마패",
        false,
        true);
  }

  private MailSettings of(
      int port, boolean implicitTls, boolean startTls, Optional<String> user, String password) {
    return new MailSettings(
        "127.0.0.1",
        port,
        implicitTls,
        startTls,
        user,
        user.map(_ -> password),
        new MailAddress("id@example.com"),
        "",
        false,
        true);
  }

  private static Mail mail() {
    return new Mail(
        "row-1",
        new MailAddress("alice@example.com"),
        "새 비밀번호",
        "한글, and a link:\n\nhttps://id.example.com/reset-password?link=x\n");
  }

  private static void send(MailSettings settings) {
    new SmtpTransport(settings, () -> NOW).send(mail());
  }

  private static NotSent notSent(MailSettings settings) {
    return catchThrowableOfType(NotSent.class, () -> send(settings));
  }

  @Test
  void a_mail_arrives_as_it_was_written() throws MessagingException, IOException {
    send(settings());
    MimeMessage arrived = server.getReceivedMessages()[0];
    assertThat(arrived.getSubject()).isEqualTo("새 비밀번호");
    // GreenMail leaves out the end of the last line.
    assertThat(((String) arrived.getContent()).replace("\r\n", "\n"))
        .isEqualTo(mail().text().stripTrailing());
    assertThat(arrived.getContentType().replaceAll("\\s", ""))
        .isEqualToIgnoringCase("text/plain;charset=UTF-8");
    assertThat(arrived.getAllRecipients())
        .containsExactly(new InternetAddress("alice@example.com"));
    assertThat(arrived.getFrom()[0].toString()).endsWith("<id@example.com>");
    assertThat(arrived.getHeader("Message-ID")).containsExactly("<row-1@example.com>");
    assertThat(arrived.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(arrived.getHeader("Date")).containsExactly("Fri, 2 Jan 2026 03:04:05 GMT");
    assertThat(GreenMailUtil.getHeaders(arrived)).doesNotContain("X-Mailer");
  }

  @Test
  void a_user_and_a_password_are_shown_where_they_are_set() {
    server.setUser("mapae", "mapae", "the password of mapae");
    send(
        of(
            server.getSmtp().getPort(),
            false,
            false,
            Optional.of("mapae"),
            "the password of mapae"));
    assertThat(server.getReceivedMessages()).hasSize(1);
    NotSent wrong =
        notSent(of(server.getSmtp().getPort(), false, false, Optional.of("mapae"), "another"));
    assertThat(wrong.why()).isEqualTo(Cause.NO_CONVERSATION);
    assertThat(wrong.reason()).doesNotContain("another").doesNotContain("alice");
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void a_server_that_offers_no_tls_gets_nothing_where_tls_is_required() {
    NotSent refused = notSent(of(server.getSmtp().getPort(), false, true, Optional.empty(), ""));
    assertThat(refused.why()).isEqualTo(Cause.NO_CONVERSATION);
    assertThat(refused.reason()).contains("STARTTLS");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void a_server_whose_certificate_nobody_vouches_for_gets_nothing() {
    NotSent refused = notSent(of(server.getSmtps().getPort(), true, false, Optional.empty(), ""));
    assertThat(refused.why()).isEqualTo(Cause.NO_CONVERSATION);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void a_server_that_is_not_there_is_asked_again_later() {
    int port = server.getSmtp().getPort();
    server.stop();
    NotSent away = notSent(of(port, false, false, Optional.empty(), ""));
    assertThat(away.why()).isEqualTo(Cause.NO_CONVERSATION);
    assertThat(away.reason()).contains("no conversation with the SMTP server");
  }

  /// What a server answers that says no at some point is told apart.
  @Nested
  class An_answer {
    private NotSent to(String... refusals) throws IOException {
      try (ScriptedSmtpServer scripted = new ScriptedSmtpServer(refusals)) {
        return notSent(of(scripted.port(), false, false, Optional.empty(), ""));
      }
    }

    @Test
    void of_a_recipient_for_the_moment_is_about_this_mail_alone() throws IOException {
      NotSent refused = to("RCPT", "450 4.2.0 <alice@example.com>: greylisted");
      assertThat(refused.why()).isEqualTo(Cause.NOT_YET);
      assertThat(refused.reason()).contains("450").doesNotContain("alice");
      assertThat(to("DATA", "451 4.3.0 later").why()).isEqualTo(Cause.NOT_YET);
      assertThat(to(".", "452 4.3.1 full").why()).isEqualTo(Cause.NOT_YET);
    }

    @Test
    void of_a_recipient_or_a_content_for_good_ends_this_mail() throws IOException {
      assertThat(to("RCPT", "550 5.1.1 no such user").why()).isEqualTo(Cause.NEVER);
      assertThat(to("DATA", "554 5.7.1 no").why()).isEqualTo(Cause.NEVER);
      assertThat(to(".", "554 5.7.1 looks like spam").why()).isEqualTo(Cause.NEVER);
    }

    @Test
    void of_a_sender_or_of_whoever_comes_is_about_all_mails() throws IOException {
      assertThat(to("MAIL", "550 5.7.1 not you").why()).isEqualTo(Cause.NO_CONVERSATION);
      assertThat(to("MAIL", "451 4.3.0 later").why()).isEqualTo(Cause.NO_CONVERSATION);
      assertThat(to("RCPT", "421 4.3.2 closing").why()).isEqualTo(Cause.NO_CONVERSATION);
      NotSent greeted = to("", "554 5.7.1 go away, alice@example.com");
      assertThat(greeted.why()).isEqualTo(Cause.NO_CONVERSATION);
      assertThat(greeted.reason()).doesNotContain("alice");
    }

    @Test
    void that_wants_a_user_first_is_about_all_mails() throws IOException {
      for (String command : new String[] {"RCPT", "DATA"}) {
        assertThat(to(command, "530 5.7.0 authenticate first").why())
            .isEqualTo(Cause.NO_CONVERSATION);
        assertThat(to(command, "535 5.7.8 not you").why()).isEqualTo(Cause.NO_CONVERSATION);
      }
    }

    /// How the server is set up may be mended, and one recipient must not hold up all others.
    @Test
    void that_passes_nothing_on_to_a_recipient_is_no_end_of_a_mail() throws IOException {
      assertThat(to("RCPT", "554 5.7.1 <alice@example.com>: Relay access denied").why())
          .isEqualTo(Cause.NOT_YET);
      assertThat(to("RCPT", "550-5.7.64 no\r\n550 5.7.64 relaying").why()).isEqualTo(Cause.NOT_YET);
    }

    @Test
    void that_is_missing_after_the_mail_was_accepted_changes_nothing() throws IOException {
      try (ScriptedSmtpServer scripted = new ScriptedSmtpServer("QUIT", "")) {
        send(of(scripted.port(), false, false, Optional.empty(), ""));
        assertThat(scripted.accepted()).isOne();
      }
    }
  }
}

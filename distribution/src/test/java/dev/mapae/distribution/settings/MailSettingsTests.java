package dev.mapae.distribution.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.store.MailAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How mails go out, and whom addresses lead to: `mail` and `users`.
class MailSettingsTests {
  private static final String ISSUER = "issuer: https://id.example.com\n";

  @TempDir Path folder;
  private ConfigurationFile file;

  @BeforeEach
  void file() {
    file = new ConfigurationFile(folder);
  }

  private MailSettings mail(String lines) {
    return file.settings(ISSUER + "mail:\n" + lines.indent(2)).mail().orElseThrow();
  }

  @Nested
  class Mail {
    @Test
    void is_off_unless_it_is_set() {
      assertThat(file.settings(ISSUER).mail()).isEmpty();
    }

    @Test
    void goes_out_in_tls_with_a_password_of_a_file() throws Exception {
      Files.writeString(folder.resolve("smtp"), "the secret of smtp\n");
      MailSettings mail =
          mail(
              """
              smtp: smtp://me%40example.com@mail.example.com
              password: file:smtp
              from: Mapae <id@example.com>
              """);
      assertThat(mail)
          .isEqualTo(
              new MailSettings(
                  "mail.example.com",
                  587,
                  false,
                  true,
                  Optional.of("me@example.com"),
                  Optional.of("the secret of smtp"),
                  new MailAddress("id@example.com"),
                  "Mapae",
                  false,
                  true));
      assertThat(mail.toString()).doesNotContain("secret");
    }

    @Test
    void may_begin_with_tls() {
      MailSettings mail = mail("smtp: smtps://mail.example.com\nfrom: id@example.com");
      assertThat(mail.port()).isEqualTo(465);
      assertThat(mail.implicitTls()).isTrue();
      assertThat(mail.isInClear()).isFalse();
      assertThat(mail.requireVerifiedAddress()).isFalse();
    }

    @Test
    void may_go_in_clear_to_this_very_machine() {
      MailSettings mail = mail("smtp: smtp://127.0.0.1:25\nfrom: id@example.com");
      assertThat(mail.startTls()).isFalse();
      assertThat(mail.isInClear()).isFalse();
    }

    @Test
    void goes_in_clear_elsewhere_only_where_the_file_says_that_it_is_insecure() {
      String smtp = "smtp: smtp://10.0.0.1:25\nfrom: id@example.com\n";
      assertThat(mail(smtp).startTls()).isTrue();
      MailSettings mail = mail(smtp + "insecure_smtp_in_clear: true");
      assertThat(mail.startTls()).isFalse();
      assertThat(mail.isInClear()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "smtp: http://mail.example.com\nfrom: id@example.com",
          "smtp: smtp://user:secret@mail.example.com\nfrom: id@example.com",
          "smtp: smtp://mail.example.com:99999\nfrom: id@example.com",
          "smtp: smtp://user@mail.example.com\nfrom: id@example.com",
          "smtp: smtp://mail.example.com\npassword: x\nfrom: id@example.com",
          "smtp: smtp://u@10.0.0.1\npassword: x\nfrom: i@b.example\ninsecure_smtp_in_clear: true",
          "smtp: smtp://mail.example.com\nfrom: nobody",
          "smtp: smtp://mail.example.com\nfrom: \"id@example.com\\r\\nBcc: x@y.example\"",
          "smtp: smtp://mail.example.com",
          "from: id@example.com",
          "smtp: smtp://mail.example.com\nfrom: id@example.com\nfrm: x"
        })
    void with_a_mistake_is_named_with_its_line(String lines) {
      assertThat(file.mistakes(ISSUER + "mail:\n" + lines.indent(2)))
          .isNotEmpty()
          .allSatisfy(m -> assertThat(m).matches("[2-5]: .*").doesNotContain("secret@"));
    }
  }

  @Nested
  class Addresses_of_users {
    @Test
    void lead_to_one_of_them_when_they_are_verified() {
      assertThat(
              file.mistakes(
                  ISSUER
                      + """
                      users:
                        - username: alice
                          email: same@example.com
                          email_verified: true
                        - username: bob
                          email: SAME@example.com
                          email_verified: true
                      """))
          .singleElement()
          .asString()
          .startsWith("7:")
          .contains("line 4");
      file.settings(
          ISSUER
              + """
              users:
                - username: alice
                  email: same@example.com
                  email_verified: true
                - username: bob
                  email: same@example.com
              """);
    }

    @Test
    void are_no_usernames_of_others() {
      assertThat(
              file.mistakes(
                  ISSUER
                      + """
                      users:
                        - username: Bob@example.com
                        - username: bob
                          email: bob@example.com
                      """))
          .singleElement()
          .asString()
          .startsWith("5:")
          .contains("line 3");
      file.settings(
          ISSUER
              + """
              users:
                - username: bob@example.com
                  email: bob@example.com
                  email_verified: true
              """);
    }
  }
}

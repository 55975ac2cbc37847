package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.account.NewPassword;
import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which passwords people may choose. NIST SP 800-63B §3.1.1.2.
class Sp80063bPasswordTests {
  private static final PasswordRules RULES =
      new PasswordRules("https://id.tearoom.example/path", "has leaked already"::equals);

  private static Optional<Fault> fault(String password) {
    return RULES.fault(new NewPassword(password, password), "dormouse", "Dora Mouse");
  }

  @Nested
  class A_password {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "nbvhgfyt",
          "a dormice in the teapot",
          "        x y z        ",
          "ñandú-42-ñandú",
          "산토끼 토끼야 어디를",
          "🐇🐈🐕🐎🐄🐖🐏🐐",
          "correct horse battery staple",
          "mypasswordisverylongandsafe",
          "T9$kk.2m"
        })
    void is_good_whatever_is_in_it(String password) {
      assertThat(fault(password)).isEmpty();
    }

    @Test
    void has_8_to_200_characters_and_none_is_cut_off() {
      assertThat(fault("nbvhgfy")).contains(Fault.PASSWORD_SHORT);
      assertThat(fault("🐇🐈🐕🐎🐄🐖🐏")).contains(Fault.PASSWORD_SHORT);
      String long63 = "the quick brown fox jumps over the lazy dog and does it once mo";
      assertThat(fault(long63 + "r")).isEmpty();
      assertThat(fault(long63.repeat(3) + "12345678901".substring(0, 200 - 3 * 63))).isEmpty();
      assertThat(fault(long63.repeat(3) + "123456789012")).contains(Fault.PASSWORD_LONG);
    }

    /// Letters that a keyboard composes otherwise are as many as they look.
    @Test
    void is_counted_as_it_is_hashed() {
      assertThat(fault("e\u0301e\u0301e\u0301e\u0301")).contains(Fault.PASSWORD_SHORT);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "password",
          "Password1!",
          "P@ssw0rd2026",
          "!!password!!",
          "passw0rd123",
          "12345678",
          "9876543210",
          "abcdefgh",
          "qwertyuiop",
          "1qaz2wsx3edc",
          "asdfqwer",
          "qwerasdf1234",
          "abcabcabc",
          "12121212",
          "aaaaaaaaaa",
          "Summer2026!",
          "iloveyou1",
          "letmein123",
          "welcomehome1",
          "ｐａｓｓｗｏｒｄ１",
          "dkssudgktpdy",
          "비밀번호비밀번호",
          "사랑해요1234",
          "ㅂㅈㄷㄱㅂㅈㄷㄱ"
        })
    void is_none_that_guessing_begins_with(String password) {
      assertThat(fault(password)).contains(Fault.PASSWORD_COMMON);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "dormouse",
          "DORMOUSE-42",
          "my-dormouse!",
          "Dora Mouse",
          "tearoom42",
          "Mapae-2026"
        })
    void is_not_the_name_of_the_person_or_of_the_service(String password) {
      assertThat(fault(password)).contains(Fault.PASSWORD_COMMON);
    }

    @Test
    void may_have_the_name_of_the_service_in_a_sentence() {
      assertThat(fault("the tearoom is closed on Mondays")).isEmpty();
    }

    @Test
    void is_none_that_leaked() {
      assertThat(fault("has leaked already")).contains(Fault.PASSWORD_COMMON);
    }
  }

  @Nested
  class One_that_leaked_is_refused {
    private static final String LEAKED = "a dormouse in the teapot";

    private TestServer server() {
      return new TestServer(
          Engine.preset(),
          Samples.declarations(),
          Seams.none().peopleRegistering().breached(LEAKED));
    }

    @Test
    void where_somebody_changes_theirs() {
      try (TestServer server = server()) {
        TestBrowser browser = new TestBrowser(server);
        browser.get("/account/password").signInAs("alice");
        browser.submit(AccountPasswordTests.change(AccountPasswordTests.OLD, LEAKED, LEAKED));
        assertThat(browser.page.status()).isEqualTo(400);
        assertThat(browser.html()).contains("is easily guessed");
      }
    }

    @Test
    void where_somebody_makes_an_account() {
      try (TestServer server = server()) {
        TestBrowser browser = new TestBrowser(server);
        browser.get(Ask.web("openid").with("prompt", "create").url());
        browser.submit(form("username", "dodo", "password", LEAKED, "password_again", LEAKED));
        assertThat(browser.page.status()).isEqualTo(400);
        assertThat(browser.html()).contains("is easily guessed");
      }
    }
  }
}

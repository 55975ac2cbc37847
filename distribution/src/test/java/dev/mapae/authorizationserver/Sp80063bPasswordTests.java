package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.mapae.authorizationserver.account.NewPassword;
import dev.mapae.authorizationserver.account.PasswordRules;
import dev.mapae.authorizationserver.authentication.SignInPolicy;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.protocol.Parameters;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which passwords people may choose. NIST SP 800-63B §3.1.1.2.
class Sp80063bPasswordTests {
  private static final PasswordRules RULES =
      new PasswordRules("https://id.tearoom.example/path", 8, "has leaked already"::equals);

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
          "T9$kk.2m",
          "password of the monkey garden",
          "42 hares and 1 hatter",
          "dragon-tea-in-winter"
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

    /// Revision 4 of 2025: 15 characters where it is all that somebody signs in with.
    @Test
    void has_15_where_it_is_all() {
      PasswordRules rules =
          new PasswordRules(
              "https://id.example.com", SignInPolicy.PRESET.leastPassword(), _ -> false);
      String chosen = "teapot dormice";
      assertThat(rules.fault(new NewPassword(chosen, chosen), "alice", ""))
          .contains(Fault.PASSWORD_SHORT);
      chosen += "!";
      assertThat(rules.fault(new NewPassword(chosen, chosen), "alice", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 7, 65})
    void has_no_less_than_8_and_need_not_have_more_than_64_also_where_no_file_says_so(int least) {
      assertThatThrownBy(() -> new SignInPolicy(Set.of(Method.PASSWORD), least))
          .isInstanceOf(IllegalArgumentException.class);
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
          "ㅂㅈㄷㄱㅂㅈㄷㄱ",
          "password password",
          "letmein letmein",
          "hello-world",
          "pass.word.2026",
          "mypassword1",
          "monkeymonkeymonkey",
          "monkey monkey monkey",
          "1a2b3c4d",
          "12qwaszx",
          "azertyuiop",
          "qwertzuiop",
          "1029384756",
          "13579246",
          "jessica1",
          "alexander",
          "metallica",
          "b12345678",
          "87654321x"
        })
    void is_none_that_guessing_begins_with(String password) {
      assertThat(fault(password)).contains(Fault.PASSWORD_COMMON);
    }

    /// What was refused while there was but a list of them.
    @Test
    void is_none_that_was_ever_refused() {
      assertThat(
              """
              12345678 123456789 1234567890 0123456789 987654321 9876543210 11223344 12341234 12344321
              1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc zaq12wsx q1w2e3r4 qwer1234 qwerty12 qwerty123
              qwerty1234 qwertyui qwertyuiop asdfghjk asdfghjkl asdf1234 zxcvbnm1 zxcvbnm123 1234qwer
              abcd1234 abcdefgh abcdefg1 abc12345 abc123456 a1b2c3d4 a12345678 aa123456 aa12345678
              password password1 password12 password123 password1234 password! passw0rd p@ssw0rd
              p@ssword pa55word passwort motdepasse contrasena changeme changeme1 changeit letmein1
              letmein123 welcome1 welcome12 welcome123 iloveyou iloveyou1 iloveyou2 ilovegod sunshine
              princess princess1 football football1 baseball baseball1 basketball superman superman1
              batman123 starwars pokemon1 minecraft michelle jennifer jonathan jordan23 charlie1
              computer internet internet1 samsung1 whatever trustno1 dragon12 dragon123 monkey123
              master123 shadow12 killer12 hello123 hello1234 freedom1 mustang1 corvette mercedes
              liverpool arsenal1 chelsea1 barcelona realmadrid manchester admin123 admin1234
              administrator root1234 test1234 testtest guest123 user1234 secret123 default1 temp1234
              qazwsxedc qweasdzxc 147258369 159753456 789456123 741852963 asdasdasd qweqweqwe 1234abcd
              google123 facebook1 linkedin1 dubsmash 20202020 20212021 21212121 dkssud12 dkssudgktpdy
              tkfkdgo1 tkfkdgody1 rlarlarla dlatlqjs1 korea123 seoul123 wjdgml12 ehdgns12 gkrtod12
              """
                  .lines()
                  .flatMap(line -> Stream.of(line.split(" ", -1)))
                  .filter(password -> password.length() >= 8)
                  .filter(password -> fault(password).isEmpty()))
          .isEmpty();
    }

    /// One character that becomes eighteen, and much that is neither a letter nor at an end.
    @Test
    void is_judged_at_once_whatever_it_is() {
      String signs = "\ufdfa".repeat(99) + "a\ufdfbb" + "\ufdfa".repeat(97);
      String digits = "9 ".repeat(98) + "xyzw";
      assertTimeout(
          Duration.ofSeconds(2),
          () -> {
            for (int i = 0; i < 200; i++) {
              fault(signs);
              fault(digits);
            }
          });
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
  class One_that_is_short_is_refused {
    private static final String SHORT = "teapot dormice";

    private void assertShort(TestBrowser browser, String... names) {
      assertThat(browser.html()).contains("minlength=\"15\"").contains("At least 15 characters");
      Parameters form = Parameters.empty().with("username", "dodo");
      for (String name : names) {
        form = form.with(name, name.equals("password") && names.length > 2 ? OLD : SHORT);
      }
      assertThat(browser.submit(form).page.status()).isEqualTo(400);
      assertThat(browser.html()).contains("too short").contains("at least 15");
    }

    private static final String OLD = AccountPasswordTests.OLD;

    @Test
    void wherever_somebody_chooses_one() {
      TestMailbox mailbox = new TestMailbox();
      try (TestServer server =
          new TestServer(
              Engine.preset(),
              Samples.declarations(),
              Seams.none().peopleRegistering().mailing(mailbox))) {
        TestBrowser browser = new TestBrowser(server);
        browser.get("/forgotten-password").submit(form("username", "alice"));
        assertShort(browser.get(mailbox.link(server)), "password", "password_again");
        browser.get("/account/password").signInAs("alice");
        assertShort(browser, "password", "new_password", "new_password_again");
      }
      try (TestServer server =
          new TestServer(
              Engine.preset(), Samples.declarations(), Seams.none().peopleRegistering())) {
        TestBrowser browser = new TestBrowser(server);
        browser.get(Ask.web("openid").with("prompt", "create").url());
        assertShort(browser, "password", "password_again");
      }
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

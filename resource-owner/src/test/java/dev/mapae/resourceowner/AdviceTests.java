package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInWays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people are advised to do is what they can do. WCAG 2.2 §3.3.3.
class AdviceTests {
  private static final Map<String, PageState> STATES = PageStates.all();
  private static final String NONE = "data-none=\"This browser knows no passkeys. Use another ";

  private static String page(String state) {
    return Site.html(
        requireNonNull(STATES.get(state), state)
            .draw(Site.ISSUER, new Frames(Site.ISSUER, new Assets("/assets/")), "en"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          second factor, NO_MORE_CODES                        | Use a recovery code or a passkey, or
          second factor, NO_MORE_CODES, app and recovery codes | Use a recovery code, or
          second factor, NO_MORE_CODES, app and a passkey      | Use a passkey, or
          second factor, NO_MORE_CODES, app alone              | before. Try again later.
          """)
  void who_has_no_more_codes_is_told_of_what_they_have(String state, String advice) {
    assertThat(page(state)).contains(advice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sign-in, passkey alone           | Try again, or use another browser or device.
          second factor, passkey alone     | Try again, or use another browser or device.
          security, passkeys               | The passkey was not added.
          password, first                  | Set a password to sign in with.
          password, first                  | type="submit">Set the password<
          password, TOO_MANY               | The password was wrong too often lately.
          error, busy                      | Wait a moment and try again.
          error, busy                      | Come back.
          email, unverified                | To confirm it, type it again below.
          email, none                      | Follow it to confirm the address for your account.
          email, ASKED                     | the new address takes the place of the old one
          sign-out, nobody                 | <dt>You go on to</dt>
          device, code in the link         | Check that your device shows this code.
          applications, of one that would get it again | <dt>Access</dt>
          """)
  void pages_speak_of_what_is_there(String state, String words) {
    assertThat(page(state)).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sign-in, passkey alone           | or go on another way
          password, first                  | Change the password
          sign-out, nobody                 | Afterwards you go to
          device, code in the link         | Type the code
          applications, of one that would get it again | Last used
          sign-in by mail, NO_MORE         | type the code from the mail here
          connect, MOST                    | id="connect"
          error                            | Wait a moment
          email, declared                  | type it again
          email, ASKED                     | type it again
          email, none                      | old one
          second factor, none accepted     | Show once more that it is you
          """)
  void pages_do_not_speak_of_what_is_not_there(String state, String words) {
    assertThat(page(state)).doesNotContain(words);
  }

  @Nested
  class A_browser_without_passkeys {
    @Test
    void is_enough_where_the_page_has_another_way() {
      assertThat(page("second factor, passkey or recovery code"))
          .contains(NONE + "browser or device, or go on another way.\"");
    }

    @Test
    void is_not_where_it_has_none() {
      assertThat(page("second factor, passkey alone and no script"))
          .contains(NONE + "browser or device.\"");
    }

    @Test
    void is_enough_to_sign_in_by_mail() {
      SignInWays passkey = new SignInWays(false, true, Optional.empty());
      assertThat(SignInOffers.of(passkey).hasOtherWays()).isFalse();
      assertThat(SignInOffers.of(new SignInWays(false, true, Optional.of("/mail"))).hasOtherWays())
          .isTrue();
    }
  }

  @Nested
  class Where_a_passkey_comes_after_something_else {
    @Test
    void it_is_not_said_to_sign_in_by_itself() {
      assertThat(page("security, passkeys as a second step"))
          .contains("As a second step, your phone", "At each sign-in you are asked for one more")
          .doesNotContain("without a password", "without a passkey");
      assertThat(page("security"))
          .contains("without a password", "At each sign-in without a passkey");
    }

    @Test
    void nobody_is_advised_to_add_an_app_where_none_is_taken() {
      assertThat(page("security, nothing, passkeys as a second step"))
          .contains("Add a passkey, so that nobody else gets in by that step alone.")
          .doesNotContain("Add an authenticator app");
    }
  }

  /// Where they sign in by a passkey or another provider they have neither password nor link.
  @Test
  void who_makes_a_first_passkey_is_told_of_no_way_in_that_there_is_not() {
    assertThat(page("security, nothing"))
        .contains("Once you have a passkey, no other step alone")
        .doesNotContain("mailed link alone");
  }
}

package dev.mapae.resourceowner;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A field is called mistaken where what was typed is, and the first that the mistake is about has
/// the focus. WCAG 2.2 §3.3.1.
class MistakenFieldsTests {
  private static final Map<String, PageState> STATES = PageStates.all();
  private static final Pattern FIELD =
      Pattern.compile("<(?:input|button)[^>]* id=\"([^\"]+)\"[^>]*>");

  private static final Pattern MESSAGE = Pattern.compile("class=\"mistake\" id=\"(?:new-)?mistake");

  private static String page(String state) {
    return Site.html(
        requireNonNull(STATES.get(state), state)
            .draw(Site.ISSUER, new Frames(Site.ISSUER, new Assets("/assets/")), "en"));
  }

  /// Those of a page's fields that have an attribute.
  private static List<MatchResult> having(String page, String attribute) {
    return FIELD
        .matcher(page)
        .results()
        .filter(input -> input.group().contains(attribute))
        .toList();
  }

  private static List<String> ids(List<MatchResult> inputs) {
    return inputs.stream().map(input -> input.group(1)).toList();
  }

  private static List<String> ids(String text) {
    return Stream.of(text.split(" ")).filter(id -> !id.isEmpty()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          create account, USERNAME_TAKEN           | username     | username
          create account, PASSWORD_SHORT           | password     | password
          create account, PASSWORDS_DIFFER         | password     | password password_again
          create account, TOO_MANY                 | password     | ''
          reset password, PASSWORD_COMMON          | password     | password
          reset password, PASSWORDS_DIFFER         | password     | password password_again
          reset password, BUSY                     | password     | ''
          password, WRONG                          | password     | password
          password, SHORT                          | new_password | new_password
          password, DIFFER                         | new_password | new_password new_password_again
          password, TOO_MANY                       | password     | ''
          password, BUSY                           | password     | ''
          email, NO_ADDRESS                        | email        | email
          email, TOO_MANY                          | email        | ''
          email, WRONG                             | password     | password
          email, TOO_MANY_GUESSES                  | password     | ''
          confirm address, WRONG                   | password     | password
          confirm address, TOO_MANY                | password     | ''
          second factor, WRONG_CODE                | code         | code
          second factor, WRONG_PASSKEY             | code         | ''
          second factor, wrong recovery code       | code         | code
          second factor, passkey or recovery code  | ''           | ''
          second factor, later                     | code         | ''
          enrolment, wrong                         | code         | code
          sign-in by mail, WRONG                   | code         | code
          sign-in by mail, LATER                   | code         | ''
          password, first, BUSY                    | new_password | ''
          device, unknown code                     | user_code    | user_code
          device, slowed down                      | user_code    | ''
          security, WRONG_CODE                     | code         | code
          newcomer, USERNAME_TAKEN                 | new-username | new-username
          newcomer, TOO_MANY                       | new-username | ''
          profile, fault                           | name         | name
          data, too many                           | export       | ''
          data, unconfirmed                        | confirm      | ''
          """)
  void of_a_page_after_a_mistake(String state, String focused, String mistaken) {
    String page = page(state);
    List<MatchResult> wrong = having(page, " aria-invalid=\"true\"");
    assertThat(ids(having(page, " autofocus"))).isEqualTo(ids(focused));
    assertThat(MESSAGE.matcher(page).results()).hasSize(focused.isEmpty() ? 0 : 1);
    assertThat(ids(wrong)).isEqualTo(ids(mistaken));
    assertThat(wrong).allSatisfy(input -> assertThat(described(input)).containsPattern("mistake"));
    for (MatchResult input : having(page, " aria-describedby=")) {
      for (String id : ids(described(input))) {
        assertThat(page).contains(" id=\"" + id + "\"");
      }
    }
  }

  /// The ids of what says more of a field.
  private static String described(MatchResult input) {
    return input.group().replaceAll(".* aria-describedby=\"([^\"]*)\".*", "$1");
  }
}

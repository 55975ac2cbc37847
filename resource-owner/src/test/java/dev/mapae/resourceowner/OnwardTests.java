package dev.mapae.resourceowner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignInWays;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Choice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The ways on from a sign-in page, which all carry its request.
class OnwardTests {
  private static final String QUERY =
      "client_id=music&claims=%7B%22a%22%3A1%7D&resource=a&resource=b";

  private static Onward of(String emailLink, String upstream) {
    return Onward.of(
        new SignInPrompt(
            Optional.empty(),
            new Destination.Unknown(),
            Optional.empty(),
            List.of(),
            List.of(),
            "/sign-in",
            "step",
            "challenge",
            new SignInOffers(
                new SignInWays(true, true, Optional.of(emailLink)),
                Optional.empty(),
                Optional.empty(),
                new UpstreamPrompt(
                    List.of(new Choice("idp", Map.of("name", "Example ID"), upstream)),
                    Optional.empty(),
                    Optional.empty()))));
  }

  @Test
  void are_buttons_of_one_form_with_all_of_it() {
    Onward onward = of("/sign-in/email?" + QUERY, "/sign-in/upstream/idp?" + QUERY);
    assertThat(onward.fields())
        .containsExactly(
            Map.entry("client_id", "music"),
            Map.entry("claims", "{\"a\":1}"),
            Map.entry("resource", "a"),
            Map.entry("resource", "b"));
    assertThat(onward.way("/sign-in/email?" + QUERY))
        .contains(new Onward.Way("/sign-in/email", Optional.empty()));
    assertThat(onward.way("/sign-in/upstream/idp?" + QUERY))
        .contains(new Onward.Way("/sign-in/upstream/idp", Optional.empty()));
  }

  @Test
  void may_have_one_parameter_more() {
    String told = "/sign-in/upstream/idp?" + QUERY + "&mapae_told=a.b%26";
    assertThat(of("/sign-in/email?" + QUERY, told).way(told))
        .contains(
            new Onward.Way("/sign-in/upstream/idp", Optional.of(Map.entry("mapae_told", "a.b&"))));
  }

  @Test
  void are_links_where_they_carry_something_else() {
    Onward onward = of("/sign-in/email?" + QUERY, "/sign-in/upstream/idp?client_id=other");
    assertThat(onward.way("/sign-in/upstream/idp?client_id=other")).isEmpty();
    assertThat(onward.way("/sign-in/upstream/idp")).isEmpty();
  }

  /// Browsers send `CR LF` in place of each, and nothing for what has no name: the server would
  /// take it for another request.
  @Test
  void are_links_where_a_form_would_not_carry_it_as_it_is() {
    for (String query :
        List.of("claims=%7B%0A%7D", "state=a%0D%0Ab", "a%0A=b", "_Charset_=x", "=x")) {
      Onward onward = of("/sign-in/email?" + query, "/sign-in/upstream/idp?" + query);
      assertThat(onward.query()).as(query).isEmpty();
      assertThat(onward.way("/sign-in/email?" + query)).as(query).isEmpty();
    }
  }
}

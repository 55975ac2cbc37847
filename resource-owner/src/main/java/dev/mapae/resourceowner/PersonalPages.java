package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.PersonalPage.Outcome.GoOn;
import dev.mapae.authorizationserver.interaction.PersonalPage.Outcome.Show;
import java.util.List;
import java.util.function.ToIntFunction;

/// One of the account pages.
///
/// @param path of the issuer
/// @param places all that there are
/// @param status of the answer, by what is on the page
record PersonalPages<P>(
    AccountPlace place,
    PersonalPage<P> page,
    ToIntFunction<P> status,
    Drawing<P> drawing,
    String path,
    List<AccountPlace> places,
    Frames frames) {

  private static final String LATER = String.valueOf(Interaction.SignInOutcome.LATER.toSeconds());

  /// Draws what is on a page.
  @FunctionalInterface
  interface Drawing<P> {
    Page.Template of(AccountFrame frame, P content);
  }

  Response get(Request request) {
    return answer(request, page.get(request));
  }

  Response post(Request request) {
    return answer(request, page.post(request));
  }

  private Response answer(Request request, PersonalPage.Outcome<P> outcome) {
    return switch (outcome) {
      case GoOn<P>(Response response) -> response;
      case Show<P> shown -> {
        List<String> uiLocales = Language.uiLocales(request);
        Frame frame = frames.of(request, uiLocales);
        int code = status.applyAsInt(shown.content());
        Page drawn =
            new Page(
                code,
                frame.language(),
                place == AccountPlace.SECURITY
                    ? ContentSecurityPolicy.forms(List.of()).withScript()
                    : ContentSecurityPolicy.forms(List.of()),
                drawing.of(
                    AccountFrame.of(frame, path, places, place, shown, uiLocales),
                    shown.content()));
        Response response = shown.with().apply(drawn.response());
        yield switch (code) {
          case 429 -> response.with("Retry-After", LATER);
          case 503 -> response.with("Retry-After", "1");
          default -> response;
        };
      }
    };
  }
}

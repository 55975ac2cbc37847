package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The second factor in one of the flows that people sign in for.
///
/// @param visit of the browser, which has its cookie
/// @param page what the sign-in page shows for the same request, which is valid then
public record SecondFactorInteraction(
    SecondFactorForm form,
    SignInPlace place,
    Function<Request, Visit> visit,
    BiFunction<Request, Visit, SignInPrompt> page)
    implements SecondFactorSteps {
  @Override
  public Outcome show(Request request) {
    Visit known = visit.apply(request);
    return form.show(request, known, place, page.apply(request, known));
  }

  @Override
  public Outcome submit(Request request) {
    Visit known = visit.apply(request);
    return form.submit(request, known, place, page.apply(request, known));
  }
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The second factor in one of the flows that people sign in for.
///
/// @param visit of the browser, which has its cookie
/// @param page what the sign-in page shows for the same request, which is valid then
/// @param clientOf the client that asks, for the audit; not every page shows it
public record SecondFactorInteraction(
    SecondFactorForm form,
    SignInPlace place,
    Function<Request, Visit> visit,
    BiFunction<Request, Visit, SignInPrompt> page,
    Function<Visit, Optional<String>> clientOf)
    implements SecondFactorSteps {
  @Override
  public Outcome show(Request request) {
    Visit known = visit.apply(request);
    return form.show(request, known, place, page.apply(request, known));
  }

  @Override
  public Outcome submit(Request request) {
    Visit known = visit.apply(request);
    SignInPrompt shown = page.apply(request, known);
    return form.submit(request, known, place, shown, clientOf.apply(known));
  }
}

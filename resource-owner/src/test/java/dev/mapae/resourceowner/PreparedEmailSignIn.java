package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.EmailSignInSteps;

/// Steps of a sign-in by mail, whose outcome was decided beforehand.
record PreparedEmailSignIn(Outcome outcome) implements EmailSignInSteps {
  @Override
  public Outcome ask(Request request, String signIn) {
    return outcome;
  }

  @Override
  public Outcome submitAsk(Request request, String signIn) {
    return outcome;
  }

  @Override
  public Outcome submitCode(Request request, String signIn) {
    return outcome;
  }

  @Override
  public Outcome open(Request request) {
    return outcome;
  }

  @Override
  public Outcome submitLink(Request request) {
    return outcome;
  }
}

package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.ConsentPrompt;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignedOut;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// An interaction whose outcomes were decided beforehand.
record PreparedInteraction(
    SignInPrompt signIn,
    SignInOutcome signedIn,
    ConsentOutcome consent,
    SignOutPrompt signOut,
    SignedOut signedOut)
    implements Interaction {

  static PreparedInteraction usual() {
    return new PreparedInteraction(
        Samples.signIn(),
        new SignInOutcome.SignedIn(Response.seeOther("/consent?client_id=music")),
        new ConsentOutcome.Ask(Samples.consent()),
        Samples.signOut(),
        new SignedOut(List.of(), List.of(), Optional.empty()));
  }

  PreparedInteraction with(SignInPrompt prompt) {
    return new PreparedInteraction(prompt, signedIn, consent, signOut, signedOut);
  }

  PreparedInteraction with(SignInOutcome outcome) {
    return new PreparedInteraction(signIn, outcome, consent, signOut, signedOut);
  }

  PreparedInteraction with(ConsentPrompt prompt) {
    return with(new ConsentOutcome.Ask(prompt));
  }

  PreparedInteraction with(ConsentOutcome outcome) {
    return new PreparedInteraction(signIn, signedIn, outcome, signOut, signedOut);
  }

  PreparedInteraction with(SignOutPrompt prompt) {
    return new PreparedInteraction(signIn, signedIn, consent, prompt, signedOut);
  }

  PreparedInteraction with(SignedOut page) {
    return new PreparedInteraction(signIn, signedIn, consent, signOut, page);
  }

  @Override
  public SignInPrompt signIn(Request request) {
    return signIn;
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    return signedIn;
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return PreparedSecondFactor.usual();
  }

  @Override
  public ConsentOutcome consent(Request request) {
    return consent;
  }

  @Override
  public Response submitConsent(Request request) {
    return Response.seeOther("https://app.example.com/callback?code=abc");
  }

  @Override
  public SignOutPrompt signOut(Request request) {
    return signOut;
  }

  @Override
  public Response submitSignOut(Request request, Function<SignedOut, Response> page) {
    return page.apply(signedOut).with("Set-Cookie", "session=; Max-Age=0");
  }

  @Override
  public Optional<AccountSteps> account() {
    return Optional.empty();
  }

  @Override
  public DeviceSteps device() {
    return PreparedDevice.usual();
  }

  @Override
  public AccountPages accountPages() {
    return PreparedAccountPages.of(Samples.alice(), Samples.client());
  }
}

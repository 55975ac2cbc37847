package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.protocol.ProtocolError;
import java.util.Optional;
import java.util.function.Function;

/// An interaction that ends every step with the same error.
record RefusingInteraction(RuntimeException refusal) implements Interaction {
  RefusingInteraction(ProtocolError error) {
    this(error.exception());
  }

  @Override
  public SignInPrompt signIn(Request request) {
    throw refusal;
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    throw refusal;
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return PreparedSecondFactor.refusing(refusal);
  }

  @Override
  public ConsentOutcome consent(Request request) {
    throw refusal;
  }

  @Override
  public Response submitConsent(Request request) {
    throw refusal;
  }

  @Override
  public SignOutPrompt signOut(Request request) {
    throw refusal;
  }

  @Override
  public Response submitSignOut(Request request, Function<SignedOut, Response> page) {
    throw refusal;
  }

  @Override
  public Optional<AccountSteps> account() {
    return Optional.empty();
  }

  @Override
  public DeviceSteps device() {
    return PreparedDevice.refusing(refusal);
  }

  @Override
  public AccountPages accountPages() {
    return RefusingAccountPages.of(refusal);
  }
}

package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.protocol.ProtocolError;

/// An interaction that ends every step with the same error.
record RefusingInteraction(ProtocolError error) implements Interaction {
  @Override
  public SignInPrompt signIn(Request request) {
    throw error.exception();
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    throw error.exception();
  }

  @Override
  public ConsentOutcome consent(Request request) {
    throw error.exception();
  }

  @Override
  public Response submitConsent(Request request) {
    throw error.exception();
  }

  @Override
  public SignOutPrompt signOut(Request request) {
    throw error.exception();
  }

  @Override
  public Response submitSignOut(Request request, Response page) {
    throw error.exception();
  }
}

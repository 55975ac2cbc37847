package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountSignIn;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import java.util.Optional;

/// Account pages that end every step with the same error.
record RefusingAccountPages(RuntimeException refusal) implements AccountSignIn {
  static AccountPages of(RuntimeException refusal) {
    return new AccountPages(
        new RefusingAccountPages(refusal),
        new Refusing<>(refusal),
        new Refusing<>(refusal),
        Optional.of(new Refusing<>(refusal)),
        Optional.of(new Refusing<>(refusal)),
        new Refusing<>(refusal),
        new Refusing<>(refusal),
        new Refusing<>(refusal),
        new Refusing<>(refusal),
        new Refusing<>(refusal));
  }

  @Override
  public AccountSignIn.Outcome signIn(Request request) {
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

  private record Refusing<P>(RuntimeException refusal) implements PersonalPage<P> {
    @Override
    public PersonalPage.Outcome<P> get(Request request) {
      throw refusal;
    }

    @Override
    public PersonalPage.Outcome<P> post(Request request) {
      throw refusal;
    }
  }
}

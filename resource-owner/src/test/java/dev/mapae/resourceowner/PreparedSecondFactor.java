package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.SecondFactorPrompt;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.TotpOffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Steps of the second factor that always end the same.
record PreparedSecondFactor(Supplier<Outcome> outcome) implements SecondFactorSteps {
  static final TotpOffer OFFER =
      new TotpOffer(
          "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
          "otpauth://totp/id.example.com:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=id.example.com",
          "sealed");

  static SecondFactorSteps usual() {
    return new PreparedSecondFactor(() -> new Outcome.Ask(prompt(Optional.empty())));
  }

  static SecondFactorSteps refusing(RuntimeException refusal) {
    return new PreparedSecondFactor(() -> {
      throw refusal;
    });
  }

  static SecondFactorPrompt prompt(Optional<TotpOffer> offer) {
    return new SecondFactorPrompt(
        Samples.signIn(Samples.client(), Optional.empty(), List.of()),
        "/sign-in/second-factor?client_id=music",
        "step-7",
        "challenge-7",
        true,
        true,
        List.of("cred-1"),
        offer);
  }

  @Override
  public Outcome show(Request request) {
    return outcome.get();
  }

  @Override
  public Outcome submit(Request request) {
    return outcome.get();
  }
}

package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.SecondFactorSteps;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Steps of a device whose outcomes were decided beforehand.
///
/// @param again what came of the code
/// @param refusal what each step ends with
record PreparedDevice(Optional<CodeOutcome> again, Optional<RuntimeException> refusal)
    implements DeviceSteps {
  static PreparedDevice usual() {
    return new PreparedDevice(Optional.empty(), Optional.empty());
  }

  static PreparedDevice unknown(List<String> uiLocales) {
    return new PreparedDevice(
        Optional.of(new CodeOutcome.Unknown(Samples.device(uiLocales))), Optional.empty());
  }

  static PreparedDevice tooMany() {
    return new PreparedDevice(
        Optional.of(new CodeOutcome.TooMany(Samples.device(List.of()), Duration.ofSeconds(7))),
        Optional.empty());
  }

  static PreparedDevice refusing(RuntimeException refusal) {
    return new PreparedDevice(Optional.empty(), Optional.of(refusal));
  }

  private void refuse() {
    refusal.ifPresent(r -> {
      throw r;
    });
  }

  @Override
  public CodeOutcome code(Request request) {
    refuse();
    return new CodeOutcome.Ask(Samples.device(Language.uiLocales(request)));
  }

  @Override
  public CodeOutcome submitCode(Request request) {
    refuse();
    return again.orElseGet(
        () -> new CodeOutcome.GoOn(Response.seeOther("/device/consent?device=x")));
  }

  @Override
  public SignInPrompt signIn(Request request) {
    refuse();
    return Samples.deviceSignIn(Language.uiLocales(request));
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    refuse();
    return new SignInOutcome.SignedIn(Response.seeOther("/device/consent?device=x"));
  }

  @Override
  public SecondFactorSteps secondFactor() {
    return PreparedSecondFactor.usual();
  }

  @Override
  public ConsentOutcome consent(Request request) {
    refuse();
    return new ConsentOutcome.Ask(Samples.deviceConsent(Language.uiLocales(request)));
  }

  @Override
  public Response submitConsent(Request request, Response approved, Response denied) {
    refuse();
    return request.query().equals("decision=approve") ? approved : denied;
  }
}

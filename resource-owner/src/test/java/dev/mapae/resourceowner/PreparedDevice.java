package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.DeviceSteps;
import dev.mapae.authorizationserver.interaction.Interaction.ConsentOutcome;
import dev.mapae.authorizationserver.interaction.Interaction.SignInOutcome;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import java.util.Optional;

/// Steps of a device whose outcomes were decided beforehand.
///
/// @param refusal what each step ends with
record PreparedDevice(CodeOutcome code, CodeOutcome submitted, Optional<RuntimeException> refusal)
    implements DeviceSteps {
  static PreparedDevice usual() {
    CodeOutcome.Ask ask = new CodeOutcome.Ask(Samples.device());
    return new PreparedDevice(
        ask, new CodeOutcome.GoOn(Response.seeOther("/device/consent?device=x")), Optional.empty());
  }

  static PreparedDevice again(CodeOutcome.Reason reason) {
    CodeOutcome.Again again = new CodeOutcome.Again(Samples.device(), reason);
    return new PreparedDevice(again, again, Optional.empty());
  }

  static PreparedDevice refusing(RuntimeException refusal) {
    PreparedDevice usual = usual();
    return new PreparedDevice(usual.code, usual.submitted, Optional.of(refusal));
  }

  private void refuse() {
    refusal.ifPresent(r -> {
      throw r;
    });
  }

  @Override
  public CodeOutcome code(Request request) {
    refuse();
    return code;
  }

  @Override
  public CodeOutcome submitCode(Request request) {
    refuse();
    return submitted;
  }

  @Override
  public SignInPrompt signIn(Request request) {
    refuse();
    return Samples.deviceSignIn();
  }

  @Override
  public SignInOutcome submitSignIn(Request request) {
    refuse();
    return new SignInOutcome.SignedIn(Response.seeOther("/device/consent?device=x"));
  }

  @Override
  public ConsentOutcome consent(Request request) {
    refuse();
    return new ConsentOutcome.Ask(Samples.deviceConsent());
  }

  @Override
  public Response submitConsent(Request request, Response approved, Response denied) {
    refuse();
    return request.query().equals("decision=approve") ? approved : denied;
  }
}

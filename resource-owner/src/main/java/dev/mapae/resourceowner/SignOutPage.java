package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import java.util.List;

/// The page where a person signs out: button `#sign-out`.
final class SignOutPage {
  private final Interaction interaction;
  private final Frames frames;

  SignOutPage(Interaction interaction, Frames frames) {
    this.interaction = interaction;
    this.frames = frames;
  }

  Response get(Request request) {
    SignOutPrompt prompt = interaction.signOut(request);
    Frame frame = frames.of(request, Language.uiLocales(request));
    return new Page(
            200,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out -> JtesignOutGenerated.render(out, NO_INTERCEPTOR, frame, prompt))
        .response();
  }

  Response post(Request request) {
    Frame frame = frames.of(request, Language.uiLocales(request));
    Response signedOut =
        new Page(
                200,
                frame.language(),
                ContentSecurityPolicy.noForms(),
                out -> JtesignedOutGenerated.render(out, NO_INTERCEPTOR, frame))
            .response();
    return interaction.submitSignOut(request, signedOut);
  }
}

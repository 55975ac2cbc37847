package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.ConnectPrompt;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.UpstreamSteps;
import dev.mapae.authorizationserver.interaction.UpstreamSteps.Arrival;
import dev.mapae.authorizationserver.interaction.UpstreamSteps.Outcome;
import java.util.List;
import java.util.stream.Stream;

/// The ways to other providers and back, and the pages where somebody connects an account there:
/// buttons `#connect` and `#create-account`.
record UpstreamPages(UpstreamSteps steps, Frames frames) {
  /// Who answers a method at a path below the issuer's.
  record At(String method, String path, Endpoint endpoint) {}

  List<At> all(Interaction interaction) {
    SignInPage signIn = new SignInPage(steps::submitSignIn, frames);
    SecondFactorPage second = new SecondFactorPage(steps.secondFactor(), frames);
    Stream<At> connecting =
        Stream.of(
            new At("GET", Paths.CONNECT, r -> page(r, steps.connect(r), signIn)),
            new At("POST", Paths.CONNECT, signIn::post),
            new At("GET", Paths.CONNECT_SECOND_FACTOR, second::get),
            new At("POST", Paths.CONNECT_SECOND_FACTOR, second::post),
            new At("POST", Paths.CONNECT_CONFIRM, r -> page(r, steps.submitConnect(r), signIn)),
            new At("POST", Paths.CONNECT_NEW, r -> page(r, steps.submitNew(r), signIn)));
    return Stream.concat(
            connecting, steps.providers().stream().flatMap(id -> ways(interaction, id)))
        .toList();
  }

  private Stream<At> ways(Interaction interaction, String id) {
    String way = Paths.UPSTREAM + id;
    return Stream.of(
        new At("GET", Paths.SIGN_IN + way, r -> interaction.goUpstream(r, id)),
        new At("GET", Paths.DEVICE_SIGN_IN + way, r -> interaction.device().goUpstream(r, id)),
        new At(
            "GET",
            Paths.ACCOUNT_SIGN_IN + way,
            r -> interaction.accountPages().signIn().goUpstream(r, id)),
        new At(
            "GET",
            Paths.SIGN_IN + way + Paths.CALLBACK,
            r -> arrival(frames, r, steps.callback(r, id))));
  }

  private Response page(Request request, Outcome outcome, SignInPage signIn) {
    return switch (outcome) {
      case Outcome.SignIn(var prompt) -> signIn.get(request, prompt);
      case Outcome.Ask(var prompt) -> connect(frames, request, prompt);
      case Outcome.GoOn(var arrival) -> arrival(frames, request, arrival);
    };
  }

  /// Asks whether it is to be connected.
  static Response connect(Frames frames, Request request, ConnectPrompt prompt) {
    Frame frame = frames.of(request, prompt.uiLocales());
    return new Page(
            prompt.hasMost() ? 400 : 200,
            frame.language(),
            ContentSecurityPolicy.forms(List.of()),
            out -> JteconnectGenerated.render(out, NO_INTERCEPTOR, frame, prompt))
        .response();
  }

  /// Leads on without a redirect.
  static Response arrival(Frames frames, Request request, Arrival arrival) {
    Frame frame = frames.of(request, arrival.uiLocales());
    Response page =
        new Page(
                200,
                frame.language(),
                ContentSecurityPolicy.noForms(),
                out -> JtearrivalGenerated.render(out, NO_INTERCEPTOR, frame, arrival.goOn()))
            .response();
    return arrival.with().apply(page.with("Refresh", "0; url=" + arrival.goOn()));
  }
}

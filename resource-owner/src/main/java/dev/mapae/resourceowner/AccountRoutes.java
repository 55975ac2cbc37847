package dev.mapae.resourceowner;

import static dev.mapae.resourceowner.Page.NO_INTERCEPTOR;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AccountPages;
import dev.mapae.authorizationserver.interaction.AccountPages.OwnData;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountSignIn.Outcome.Ask;
import dev.mapae.authorizationserver.interaction.AccountSignIn.Outcome.GoOn;
import dev.mapae.authorizationserver.interaction.Connections.Result;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.PersonalPage;
import dev.mapae.authorizationserver.interaction.Security;
import dev.mapae.authorizationserver.interaction.Security.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// Where the account pages are, and how each is drawn.
record AccountRoutes(AccountPages pages, Issuer issuer, Frames frames) {
  /// Who answers a method at a path below the issuer's.
  record At(String method, String path, Endpoint endpoint) {}

  List<At> all() {
    SignInPage signIn = new SignInPage(pages.signIn()::submitSignIn, frames);
    List<At> all = new ArrayList<>();
    all.add(new At("GET", Paths.ACCOUNT_SIGN_IN, request -> signIn(request, signIn)));
    all.add(new At("POST", Paths.ACCOUNT_SIGN_IN, signIn::post));
    SecondFactorPage second = new SecondFactorPage(pages.signIn().secondFactor(), frames);
    all.add(new At("GET", Paths.ACCOUNT_SECOND_FACTOR, second::get));
    all.add(new At("POST", Paths.ACCOUNT_SECOND_FACTOR, second::post));
    add(
        all,
        AccountPlace.HOME,
        pages.home(),
        _ -> 200,
        (frame, content) ->
            out -> JteaccountHomeGenerated.render(out, NO_INTERCEPTOR, frame, content));
    add(
        all,
        AccountPlace.SESSIONS,
        pages.sessions(),
        _ -> 200,
        (frame, content) ->
            out -> JteaccountSessionsGenerated.render(out, NO_INTERCEPTOR, frame, content));
    add(
        all,
        AccountPlace.APPLICATIONS,
        pages.applications(),
        _ -> 200,
        (frame, content) ->
            out ->
                JteaccountApplicationsGenerated.render(
                    out,
                    NO_INTERCEPTOR,
                    frame,
                    ApplicationsView.of(content, frame.frame().messages())));
    add(
        all,
        AccountPlace.PROFILE,
        pages.profile(),
        content -> content.fault().isPresent() ? 400 : 200,
        (frame, content) ->
            out -> JteaccountProfileGenerated.render(out, NO_INTERCEPTOR, frame, content));
    pages
        .password()
        .ifPresent(page ->
            add(
                all,
                AccountPlace.PASSWORD,
                page,
                content -> PasswordWords.status(content.result()),
                (frame, content) ->
                    out ->
                        JteaccountPasswordGenerated.render(out, NO_INTERCEPTOR, frame, content)));
    pages
        .email()
        .ifPresent(page ->
            add(
                all,
                AccountPlace.EMAIL,
                page,
                content -> AddressWords.status(content.progress()),
                (frame, content) ->
                    out -> JteaccountEmailGenerated.render(out, NO_INTERCEPTOR, frame, content)));
    add(
        all,
        AccountPlace.ACTIVITY,
        pages.activity(),
        _ -> 200,
        (frame, content) ->
            out -> JteaccountActivityGenerated.render(out, NO_INTERCEPTOR, frame, content));
    add(
        all,
        AccountPlace.DATA,
        pages.data(),
        content -> content.fault().map(AccountRoutes::status).orElse(200),
        (frame, content) ->
            out -> JteaccountDataGenerated.render(out, NO_INTERCEPTOR, frame, content));
    add(
        all,
        AccountPlace.SECURITY,
        pages.security(),
        shown -> shown.fault().filter(AccountRoutes::isMistake).isPresent() ? 400 : 200,
        AccountRoutes::security);
    pages
        .connections()
        .ifPresent(page ->
            add(
                all,
                AccountPlace.CONNECTIONS,
                page,
                content -> content.result() == Result.LAST ? 400 : 200,
                (frame, content) ->
                    out ->
                        JteaccountConnectionsGenerated.render(
                            out, NO_INTERCEPTOR, frame, content)));
    return all;
  }

  private static int status(OwnData.Fault fault) {
    return switch (fault) {
      case UNCONFIRMED -> 400;
      case TOO_MANY -> 429;
    };
  }

  private static boolean isMistake(Fault fault) {
    return fault != Fault.ADDED_BEFORE && fault != Fault.HAS_PASSKEY;
  }

  /// What is shown this once is alone on its page, so that nobody overlooks it.
  private static Page.Template security(AccountFrame frame, Security shown) {
    return shown.newCodes().isEmpty()
        ? out -> JteaccountSecurityGenerated.render(out, NO_INTERCEPTOR, frame, shown)
        : out ->
            JtewriteDownGenerated.render(
                out, NO_INTERCEPTOR, frame.frame(), shown.newCodes(), frame.url());
  }

  private <P> void add(
      List<At> all,
      AccountPlace place,
      PersonalPage<P> page,
      ToIntFunction<P> status,
      PersonalPages.Drawing<P> drawing) {
    var drawn = new PersonalPages<>(place, page, status, drawing, issuer.path(), places(), frames);
    all.add(new At("GET", place.path(), drawn::get));
    all.add(new At("POST", place.path(), drawn::post));
  }

  private List<AccountPlace> places() {
    return Stream.of(AccountPlace.values())
        .filter(place -> place != AccountPlace.EMAIL || pages.email().isPresent())
        .filter(place -> place != AccountPlace.CONNECTIONS || pages.connections().isPresent())
        .filter(place -> place != AccountPlace.PASSWORD || pages.password().isPresent())
        .toList();
  }

  private Response signIn(Request request, SignInPage page) {
    return switch (pages.signIn().signIn(request)) {
      case Ask(var prompt) -> page.get(request, prompt);
      case GoOn(Response response) -> response;
    };
  }
}

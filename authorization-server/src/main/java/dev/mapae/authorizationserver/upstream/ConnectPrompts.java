package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.interaction.AccountSteps.Fault;
import dev.mapae.authorizationserver.interaction.ConnectPrompt;
import dev.mapae.authorizationserver.interaction.Destination;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SignInOffers;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the pages show where an account at another provider is connected.
///
/// @param newPeople who may make an account in place of that
record ConnectPrompts(Returning returning, NewPeople newPeople, SignInForm signInForm) {
  /// Whether it is theirs, to somebody who signed in here.
  ///
  /// @param hasMost whether they have as many as they may
  ConnectPrompt ask(Visit visit, Newcomer newcomer, Sessions.Found who, boolean hasMost) {
    return new ConnectPrompt(
        returning.provider(newcomer).names(),
        newcomer.told().label(),
        who.person().username(),
        hasMost,
        Newcomers.uiLocales(visit),
        visits().url(visit, Paths.CONNECT_CONFIRM),
        visits().formToken(visit, Step.CONNECT, who.session().id()),
        returning.newcomers().goOn(visit, newcomer),
        connections(visit, newcomer));
  }

  /// The sign-in page in front of it.
  ///
  /// @param fault why no account was made
  SignInPrompt signIn(
      Visit visit, Newcomer newcomer, Optional<String> typed, Optional<Fault> fault) {
    UpstreamProvider provider = returning.provider(newcomer);
    boolean known = newPeople.isKnown(provider, newcomer.told());
    Optional<UpstreamPrompt.Create> create =
        newcomer.session().isEmpty() && newPeople.mayMake(provider, newcomer.told())
            ? Optional.of(
                new UpstreamPrompt.Create(
                    visits().url(visit, Paths.CONNECT_NEW),
                    visits().formToken(visit, Step.CONNECT_NEW, ""),
                    newPeople.proposed(newcomer.told()),
                    fault))
            : Optional.empty();
    String back = visits().url(Newcomers.waiting(visit, newcomer), newcomer.place().signIn());
    var newcomers =
        new UpstreamPrompt.Newcomer(
            provider.names(),
            newcomer.told().label(),
            known,
            create,
            connections(visit, newcomer),
            back);
    return signInForm.prompt(
        visit,
        SignInPlace.CONNECT,
        new SignInForm.Asking(
            Optional.empty(),
            new Destination.Unknown(),
            typed,
            Newcomers.uiLocales(visit),
            List.of()),
        SignInOffers.of(signInForm.ways(visit, SignInPlace.CONNECT).withoutEmailLink())
            .with(new UpstreamPrompt(List.of(), Optional.empty(), Optional.of(newcomers))));
  }

  private String connections(Visit visit, Newcomer newcomer) {
    Parameters page = Parameters.empty().with("page", AccountPlace.CONNECTIONS.word());
    Parameters all =
        newcomer
            .asked()
            .one("ui_locales")
            .map(locales -> page.with("ui_locales", locales))
            .orElse(page);
    return visits().url(visit.with(all, now()), Paths.ACCOUNT_SIGN_IN);
  }

  private Visits visits() {
    return returning.visits();
  }

  private Instant now() {
    return returning.clock().instant();
  }
}

package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.FirstFactors;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authentication.SignIn.Entrance;
import dev.mapae.authorizationserver.authorize.AddressToConfirm;
import dev.mapae.authorizationserver.authorize.AddressToConfirm.Asked;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Fault;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.UpstreamSteps.Arrival;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.store.Factors.Holder;
import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Somebody comes back from a provider. OIDC Core §3.1.2.5.
///
/// @param addressToConfirm empty where no mail goes out
public record Returning(
    Upstreams upstreams,
    Newcomers newcomers,
    Stores stores,
    SignIn signIn,
    FirstFactors first,
    SignInForm form,
    Cookies cookies,
    Visits visits,
    Audit audit,
    InstantSource clock,
    Optional<AddressToConfirm> addressToConfirm) {
  /// From where somebody came.
  UpstreamProvider provider(Newcomer newcomer) {
    return upstreams.client(newcomer.provider()).provider();
  }

  /// Takes the answer of a provider.
  ///
  /// @throws ProtocolException for an answer that no sign-in in this browser waits for
  Arrival callback(Request request, String provider) {
    UpstreamClient client = upstreams.client(provider);
    Parameters answer = request.queryParameters();
    String browser = cookies.browser(request).orElseThrow(Returning::notBegun);
    UpstreamState state =
        upstreams
            .states()
            .open(browser, provider, answer.one("state").orElse(""))
            .orElseThrow(Returning::notBegun);
    Visit visit = new Visit(state.asked(), browser, false, state.firstSight());
    try {
      upstreams.requirePace(request, state);
      UpstreamClient.Redeemed redeemed = client.redeem(client.code(answer), state);
      // Of what comes once more, the provider should refuse the code; here it is refused anyway.
      if (stores.spentIds().spend(List.of(once(state))).isPresent()) {
        throw UpstreamFailed.refused("its answer came before");
      }
      return arrived(request, client, state, visit, redeemed);
    } catch (UpstreamFailed e) {
      Upstreams.log(provider, e);
      return turnedAway(request, provider, visit, state.place(), e.trouble());
    }
  }

  private static Once once(UpstreamState state) {
    return Once.of(
        Once.Kind.UPSTREAM_STATE, "", state.id(), state.at().plus(UpstreamStates.LIFETIME));
  }

  private Arrival arrived(
      Request request,
      UpstreamClient client,
      UpstreamState state,
      Visit visit,
      UpstreamClient.Redeemed redeemed) {
    String id = UpstreamIdentity.id(client.provider().issuer(), redeemed.told().subject());
    Optional<Holder> known =
        stores
            .upstreamIdentities()
            .find(id)
            .flatMap(identity -> stores.factors().find(identity.subject()));
    if (known.isPresent() && state.session().isEmpty()) {
      return enter(
          request,
          client.provider().id(),
          visit,
          state.place(),
          new Known(known.get(), id, redeemed.told().authenticatedAt()));
    }
    Newcomer newcomer =
        new Newcomer(
            client.provider().id(),
            client.enriched(redeemed),
            state.place(),
            state.asked(),
            state.firstSight(),
            clock.instant(),
            state.session());
    Visit connecting = newcomers.visit(visit.browser(), newcomer);
    return new Arrival(
        visits.url(connecting, Paths.CONNECT), Newcomers.uiLocales(visit), response -> response);
  }

  /// Somebody whose account there is connected.
  ///
  /// @param identity its id
  /// @param at when they signed in there
  record Known(Holder holder, String identity, Instant at) {}

  /// Lets somebody in, or on to their second factor.
  Arrival enter(Request request, String provider, Visit visit, SignInPlace place, Known known) {
    Optional<String> clientId = form.clientOf(visit, place);
    Optional<Entrance> entrance =
        signIn.byUpstream(request, known.holder(), known.identity(), known.at());
    if (entrance.isEmpty()) {
      return turnedAway(
          request, provider, visit, place, unusable(request, visit, known.holder().person()));
    }
    if (entrance.get() instanceof Entrance.Further(var shown)
        && !known.holder().hasSecond()
        && !shown.isFresh()) {
      // They have to set one up, which nobody does in a browser that they found.
      return turnedAway(request, provider, visit, place, UpstreamTrouble.NOT_FRESH);
    }
    audit.record(
        SignInForm.by(clientId, SignInForm.fact(request, entrance.get()))
            .with("provider", provider));
    stores.upstreamIdentities().use(known.identity(), clock.instant());
    return switch (entrance.get().by("provider", provider)) {
      case Entrance.In(var session) ->
          new Arrival(
              visits.url(visit, place.goOnAt()),
              Newcomers.uiLocales(visit),
              response ->
                  cookies.withoutFirstFactor(
                      signIn.begunSessions().begin(request, response, session)));
      case Entrance.Further(var shown) ->
          new Arrival(
              visits.url(visit, place.secondFactor()),
              Newcomers.uiLocales(visit),
              response -> first.keep(response, visit.browser(), visit.parameters(), shown));
    };
  }

  private UpstreamTrouble unusable(Request request, Visit visit, Person person) {
    if (!person.enabled() || signIn.isUsable(person)) {
      return UpstreamTrouble.UNUSABLE;
    }
    return switch (addressToConfirm
        .map(address -> address.ask(request, Newcomers.uiLocales(visit), person))
        .orElse(Asked.TOO_MANY)) {
      case SENT -> UpstreamTrouble.ADDRESS_UNCONFIRMED;
      case TOO_MANY -> UpstreamTrouble.ADDRESS_UNCONFIRMED_TOO_MANY;
      case IN_VAIN -> UpstreamTrouble.ADDRESS_UNCONFIRMABLE;
    };
  }

  /// Back to the sign-in page, which says why.
  Arrival turnedAway(
      Request request, String provider, Visit visit, SignInPlace place, UpstreamTrouble trouble) {
    audit.record(
        fact(AuditEvent.Type.SIGN_IN_REFUSED, request, provider, visit, place)
            .with("reason", "upstream_" + trouble.word()));
    return new Arrival(
        visits.urlTelling(visit, place.signIn(), trouble.word()),
        Newcomers.uiLocales(visit),
        response -> response);
  }

  /// @param visit of the request that waits
  /// @param place where it does
  AuditEvent fact(
      AuditEvent.Type type, Request request, String provider, Visit visit, SignInPlace place) {
    return SignInForm.by(form.clientOf(visit, place), AuditEvent.of(type, request))
        .with("provider", provider);
  }

  static ProtocolException notBegun() {
    return new Mishap(Fault.SIGN_IN_OVER, Remedy.BEGINNING).exception();
  }
}

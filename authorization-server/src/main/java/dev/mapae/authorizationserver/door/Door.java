package dev.mapae.authorizationserver.door;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SecondFactorPolicy;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.ConsentFlow;
import dev.mapae.authorizationserver.authorize.SignInFlow;
import dev.mapae.authorizationserver.authorize.SignInForm;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.clientauth.ClientAuthentication;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.PageBoundary;
import dev.mapae.authorizationserver.http.Route;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SignInElsewhere;
import dev.mapae.authorizationserver.interaction.SignInElsewhere.Way;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.authorizationserver.store.UsablePeople;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Everything that is there where people sign in elsewhere, in place of our own sign-in pages.
public final class Door {
  /// Where a site asks what is asked of it, below the issuer.
  public static final String ASKED = "/interaction";

  /// Where it answers.
  public static final String ANSWERED = "/interaction/outcome";

  private final Parts parts;
  private final Acceptance acceptance;
  private final Entry entry;
  private final PageBoundary boundary;

  private Door(Parts parts) {
    this.parts = parts;
    SignInElsewhere elsewhere = parts.elsewhere();
    Stores stores = parts.stores();
    this.acceptance =
        new Acceptance(
            elsewhere,
            brought(parts.issuer(), elsewhere, stores),
            stores.people(),
            stores.factors(),
            parts.usable(),
            parts.secondFactor(),
            parts.lifetimes(),
            parts.audit(),
            parts.clock());
    this.entry = new Entry(elsewhere.way().name(), parts.signIn(), parts.form(), parts.audit());
    this.boundary =
        new PageBoundary(
            (request, error) -> parts.pages().error(request, error, parts.errors().errorUri(error)),
            (request, error) -> parts.audit().record(AuditEvent.pageRefused(request, error)));
  }

  /// What it is made of.
  ///
  /// @param flows in which people sign in
  /// @param sealing with keys of the purpose `SEALING`
  public record Parts(
      Issuer issuer,
      SignInElsewhere elsewhere,
      List<SignInFlow> flows,
      ConsentFlow consent,
      ClientAuthentication clients,
      Visits visits,
      SignIn signIn,
      SignInForm form,
      Stores stores,
      UsablePeople usable,
      SecondFactorPolicy secondFactor,
      Lifetimes lifetimes,
      LogoLinks logos,
      Sealing sealing,
      Pages pages,
      ErrorBoundary errors,
      Audit audit,
      Ids ids,
      InstantSource clock) {}

  /// The people that are brought, whether any are or not.
  public static BroughtPeople brought(Issuer issuer, SignInElsewhere elsewhere, Stores stores) {
    return new BroughtPeople(issuer.value(), elsewhere.way().name(), stores.people());
  }

  /// All routes.
  public static List<Route> routes(Parts parts) {
    Door door = new Door(parts);
    return switch (parts.elsewhere().way()) {
      case Way.InProcess own -> door.inProcess(own);
      case Way.Site site -> door.site(site);
    };
  }

  private List<Route> inProcess(Way.InProcess own) {
    return parts.flows().stream()
        .flatMap(flow -> {
          Endpoint page =
              new InProcessDoor(
                  flow, own.pages(), parts.visits(), parts.signIn(), acceptance, entry);
          String path = flow.place().signIn();
          return List.of(page("GET", path, page), page("POST", path, page)).stream();
        })
        .toList();
  }

  private List<Route> site(Way.Site configured) {
    var steps = new SealedSteps(parts.sealing(), parts.ids(), parts.clock());
    var site = new Site(configured.url());
    var returns = new Returns(parts.visits(), steps, parts.stores().spentIds(), parts.clock());
    List<Route> routes = new ArrayList<>();
    for (SignInFlow flow : parts.flows()) {
      routes.add(
          page(
              "GET",
              flow.place().signIn(),
              new SiteDoor(
                  flow, site, steps, returns, parts.signIn(), parts.stores().factors(), entry)));
    }
    if (configured.consent()) {
      routes.add(
          page(
              "GET",
              Paths.CONSENT,
              new SiteConsent(parts.consent(), site, steps, returns, parts.signIn(), acceptance)));
    }
    SiteDoors doors = doors(configured, steps);
    routes.add(new Route("POST", parts.issuer().path() + ASKED, doors::asked));
    routes.add(new Route("POST", parts.issuer().path() + ANSWERED, doors::answered));
    return routes;
  }

  private SiteDoors doors(Way.Site configured, SealedSteps steps) {
    Map<DoorStep, SignInFlow> flows =
        parts.flows().stream()
            .collect(Collectors.toMap(flow -> DoorStep.at(flow.place().signIn()), flow -> flow));
    return new SiteDoors(
        new SiteRequests(
            parts.clients(), configured.clientId(), steps, parts.visits(), parts.audit()),
        flows,
        parts.consent(),
        parts.signIn(),
        parts.stores().people(),
        acceptance,
        new InteractionDocument(parts.issuer(), acceptance, parts.logos()),
        steps,
        parts.visits(),
        parts.clock());
  }

  private Route page(String method, String path, Endpoint page) {
    return boundary.route(method, parts.issuer().path() + path, page);
  }
}

package dev.mapae.authorizationserver.logout;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.audit.Audit;
import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authentication.SignIn;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.ErrorBoundary;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Pages;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SignOutPrompt;
import dev.mapae.authorizationserver.interaction.SignOutSteps;
import dev.mapae.authorizationserver.interaction.SignedOut;
import dev.mapae.authorizationserver.issue.IdTokenHints;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.Sessions;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Signing out: the person is asked, the session ends, and they go back to the client that sent
/// them. OpenID Connect RP-Initiated Logout §2, §3.
public final class SignOut implements SignOutSteps {
  /// Of the endpoint, below the issuer's path.
  public static final String PATH = "/end-session";

  private final Issuer issuer;
  private final SignOutRequests requests;
  private final FrontChannelLogout frontChannel;
  private final Function<String, Optional<Client>> clients;
  private final Visits visits;
  private final SignIn signIn;
  private final Sessions sessions;
  private final Cookies cookies;
  private final InstantSource clock;
  private final Audit audit;

  public SignOut(
      Issuer issuer,
      Supplier<KeyRing> keys,
      Function<String, Optional<Client>> clients,
      Visits visits,
      SignIn signIn,
      Sessions sessions,
      Cookies cookies,
      InstantSource clock,
      Audit audit) {
    this.issuer = issuer;
    this.clock = clock;
    this.requests = new SignOutRequests(clients, new IdTokenHints(issuer.value(), keys), audit);
    this.frontChannel = new FrontChannelLogout(issuer.value(), clients, audit);
    this.clients = clients;
    this.visits = visits;
    this.signIn = signIn;
    this.sessions = sessions;
    this.cookies = cookies;
    this.audit = audit;
  }

  /// The endpoint that clients send people to.
  public Endpoint endpoint(Pages pages, ErrorBoundary errors) {
    return new EndSessionEndpoint(issuer.path() + PATH, requests, signIn, visits, pages, errors);
  }

  @Override
  public SignOutPrompt signOut(Request request) {
    return orRecorded(request, this::prompt);
  }

  /// What is refused here is shown on our page.
  private <T> T orRecorded(Request request, Function<Request, T> step) {
    try {
      return step.apply(request);
    } catch (ProtocolException e) {
      requests.record(request, e.error());
      throw e;
    }
  }

  private SignOutPrompt prompt(Request request) {
    Visit visit = visits.of(request);
    SignOutRequest asked = requests.read(visit.parameters());
    Optional<Sessions.Found> session = signIn.toEnd(request);
    return new SignOutPrompt(
        session.map(Sessions.Found::person),
        asked.client(),
        asked.destination(),
        session.map(Sessions.Found::session).map(this::others).orElse(List.of()),
        visits.url(visit, Paths.SIGN_OUT),
        visits.formToken(visit, Step.SIGN_OUT, sessionId(session)),
        asked.formTargets());
  }

  private List<Client> others(Session session) {
    return sessions.lastingGrants(session, clock.instant()).stream()
        .flatMap(id -> clients.apply(id).stream())
        .filter(Client::enabled)
        .toList();
  }

  @Override
  public Response submitSignOut(Request request, Function<SignedOut, Response> page) {
    return orRecorded(request, posted -> signedOut(posted, page));
  }

  private Response signedOut(Request request, Function<SignedOut, Response> page) {
    Optional<Sessions.Found> session = signIn.toEnd(request);
    Parameters form = request.form();
    Visit visit =
        visits
            .posted(visits.of(request), Step.SIGN_OUT, sessionId(session), form.required("step"))
            .orElseThrow(SignOut::tooOld);
    SignOutRequest asked = requests.read(visit.parameters());
    boolean others = form.one("others").filter("end"::equals).isPresent();
    SignedOut signedOut =
        session
            .map(s -> frontChannel.after(s.session(), end(request, s, others), asked.location()))
            .orElse(new SignedOut(List.of(), List.of(), asked.location()));
    return cookies.withoutFirstFactor(cookies.withoutSession(answer(signedOut, page)));
  }

  /// Nobody who need not has to look at a page in between.
  private static Response answer(SignedOut signedOut, Function<SignedOut, Response> page) {
    return signedOut
        .location()
        .filter(location -> signedOut.frames().isEmpty())
        .map(Response::seeOther)
        .map(back -> back.noStore().with("Referrer-Policy", "no-referrer"))
        .orElseGet(() -> page.apply(signedOut));
  }

  /// @return the clients that hear of it
  private List<String> end(Request request, Sessions.Found session, boolean others) {
    Optional<List<String>> told =
        others
            ? sessions.endWithLastingGrants(session.session(), clock.instant())
            : sessions.end(session.session(), clock.instant());
    if (told.isEmpty()) {
      // It ended meanwhile; or they signed in again, and nobody may say that they are signed out.
      throw tooOld();
    }
    audit.record(
        AuditEvent.of(AuditEvent.Type.SIGN_OUT, request)
            .with("sub", session.person().subject())
            .with("others", others ? "ended" : "kept"));
    return told.get();
  }

  private static String sessionId(Optional<Sessions.Found> session) {
    return session.map(s -> s.session().id()).orElse("");
  }

  private static ProtocolException tooOld() {
    return Visits.tooOld(Remedy.SIGN_OUT);
  }
}

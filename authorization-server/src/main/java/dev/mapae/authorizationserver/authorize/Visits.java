package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authentication.Cookies;
import dev.mapae.authorizationserver.authorize.StepTokens.Bound;
import dev.mapae.authorizationserver.authorize.StepTokens.Marked;
import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Mishap;
import dev.mapae.authorizationserver.interaction.Mishap.Fault;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.par.PushedRequests;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Follows one browser with one authorization request from page to page, without a row: the
/// request, or the reference to one that was pushed, travels in the URLs, and with it a MAC that
/// says when the browser first came with it.
public final class Visits {
  private static final String SEEN = "mapae_seen";
  private static final String SHOWN = "mapae_shown";
  private static final String DONE = "done";
  private static final String BEGUN = "begun";
  private static final String TOLD = "mapae_told";
  private static final String FETCHED = "mapae_fetched";

  /// What a site that signs people in sends back with them.
  public static final String OUTCOME = "mapae_outcome";

  /// How long after its first sight a browser is known to be the same.
  public static final Duration LASTS = StepTokens.MAX_AGE;

  private static final int MAX_LOCALES = 10;

  private final Issuer issuer;
  private final StepTokens tokens;
  private final Cookies cookies;
  private final Ids ids;
  private final InstantSource clock;

  /// Follows the browsers of one server.
  public Visits(
      Issuer issuer, Supplier<KeyRing> keys, Cookies cookies, Ids ids, InstantSource clock) {
    this.issuer = issuer;
    this.tokens = new StepTokens(issuer.value(), keys, clock);
    this.cookies = cookies;
    this.ids = ids;
    this.clock = clock;
  }

  /// One browser at one of our URLs.
  ///
  /// @param parameters of the authorization request alone, as the URLs carry it: of one that was
  ///   pushed, `client_id` and `request_uri`
  /// @param browser the value of its cookie, or the one that it gets with the answer
  /// @param isNew whether it had no cookie
  public record Visit(Parameters parameters, String browser, boolean isNew, Instant firstSight) {
    /// The same browser with another request.
    public Visit with(Parameters others) {
      return new Visit(others, browser, isNew, firstSight);
    }

    /// The same browser with another request, which nobody has seen before.
    public Visit with(Parameters others, Instant at) {
      return new Visit(others, browser, isNew, at);
    }

    /// The languages that the request asks for, best first; of several `ui_locales` the first.
    public List<String> uiLocales() {
      return parameters.all("ui_locales").stream()
          .findFirst()
          .map(Visits::locales)
          .orElse(List.of());
    }

    /// The same where the browser had its cookie.
    ///
    /// @param remedy what the person does where it has none
    public Visit known(Remedy remedy) {
      if (isNew) {
        throw withoutCookie(remedy);
      }
      return this;
    }
  }

  /// Reads where a browser stands.
  ///
  /// @throws dev.mapae.protocol.ProtocolException when the query cannot be decoded
  public Visit of(Request request) {
    Parameters all = request.queryParameters();
    Parameters asked = all.without(Set.of(SEEN, SHOWN, TOLD, OUTCOME));
    Parameters parameters =
        PushedRequests.isMeantBy(asked) ? PushedRequests.reference(asked) : asked;
    Optional<String> cookie = cookies.browser(request);
    String browser = cookie.orElseGet(ids::next);
    Instant firstSight = seen(all, browser, parameters).orElseGet(clock::instant);
    return new Visit(parameters, browser, cookie.isEmpty(), firstSight);
  }

  /// The same where this server sent the browser there.
  ///
  /// @return empty for a URL that was not made by us for this browser
  public Optional<Visit> underWay(Request request) {
    Visit visit = of(request);
    return seen(request.queryParameters(), visit.browser(), visit.parameters()).map(_ -> visit);
  }

  private Optional<Instant> seen(Parameters all, String browser, Parameters parameters) {
    return all.all(SEEN).stream()
        .findFirst()
        .flatMap(token -> tokens.read(new Bound(Step.SEEN, browser, "", parameters), token));
  }

  /// The same with the mark of a request object that this server fetched, which it goes on with by
  /// value: no browser can put it beside another, or bring it to another.
  Visit fetched(Visit visit) {
    Parameters asked = visit.parameters().without(Set.of(FETCHED));
    String mark = tokens.make(fetched(visit, asked), visit.firstSight());
    return visit.with(asked.with(FETCHED, mark), visit.firstSight());
  }

  /// Whether the request has that mark.
  boolean isFetched(Visit visit) {
    Parameters asked = visit.parameters().without(Set.of(FETCHED));
    return visit.parameters().all(FETCHED).stream()
        .findFirst()
        .flatMap(mark -> tokens.read(fetched(visit, asked), mark))
        .isPresent();
  }

  private static Bound fetched(Visit visit, Parameters asked) {
    return new Bound(Step.FETCHED, visit.browser(), "", asked);
  }

  /// Whether the URL says that this server sent the browser there: one that still has no cookie
  /// takes none.
  public boolean isSaidToBeUnderWay(Request request) {
    return request.queryParameters().has(SEEN);
  }

  /// The languages of `ui_locales`, best first. OIDC Core §3.1.2.1.
  public static List<String> locales(String value) {
    return Stream.of(value.strip().split(" +", -1))
        .map(w -> w.toLowerCase(Locale.ROOT))
        .limit(MAX_LOCALES)
        .toList();
  }

  /// Where to go on: one of our paths, with the request and its first sight.
  public String url(Visit visit, String path) {
    return issuer.path() + path + "?" + withSeen(visit).encode();
  }

  /// The same from elsewhere: with the origin.
  public String urlBack(Visit visit, String path) {
    return issuer.url(path) + "?" + withSeen(visit).encode();
  }

  /// The same with what comes back from there.
  public String urlBack(Visit visit, String path, String outcome) {
    return issuer.url(path) + "?" + withSeen(visit).with(OUTCOME, outcome).encode();
  }

  private Parameters withSeen(Visit visit) {
    return visit
        .parameters()
        .with(
            SEEN,
            tokens.make(
                new Bound(Step.SEEN, visit.browser(), "", visit.parameters()), visit.firstSight()));
  }

  /// Where to go on from a page that shows an error: the same, with a mark of that.
  ///
  /// @param shown what the page says
  String urlOnceShown(Visit visit, String path, String session, String shown) {
    String mark = tokens.make(bound(visit, Step.ERROR_SHOWN, session, shown), visit.firstSight());
    return issuer.path() + path + "?" + withSeen(visit).with(SHOWN, mark).encode();
  }

  /// Where to go on, to a page that tells what happened on the way: nobody else can have it say so.
  ///
  /// @param what a word
  public String urlTelling(Visit visit, String path, String what) {
    String mark = mark(visit, Step.TOLD, "", what);
    return issuer.path() + path + "?" + withSeen(visit).with(TOLD, mark).encode();
  }

  /// What [#urlTelling] has this browser be told.
  public Optional<String> told(Request request, Visit visit) {
    return request.queryParameters().all(TOLD).stream()
        .findFirst()
        .flatMap(mark -> marked(visit, Step.TOLD, "", mark))
        .map(Marked::shown);
  }

  private static Bound bound(Visit visit, Step step, String session, String shown) {
    return new Bound(step, visit.browser(), session, shown, visit.parameters());
  }

  private String mark(Visit visit, Step step, String session, String shown) {
    return tokens.makeMarked(bound(visit, step, session, shown), visit.firstSight());
  }

  private Optional<Marked> marked(Visit visit, Step step, String session, String mark) {
    return tokens.readMarked(shown -> bound(visit, step, session, shown), mark);
  }

  /// Whether the browser came by what [#urlOnceShown] made for it, this session, this request and
  /// what was shown.
  boolean isShown(Request request, String session, String shown) {
    Visit visit = of(request);
    Bound to = bound(visit, Step.ERROR_SHOWN, session, shown);
    return request.queryParameters().all(SHOWN).stream()
        .findFirst()
        .flatMap(mark -> tokens.read(to, mark))
        .isPresent();
  }

  /// Sends the browser to one of our pages, and gives it its cookie if it had none.
  public Response goTo(Visit visit, String path) {
    return seeOther(visit, url(visit, path));
  }

  /// The same for somebody who signed in for a place, and goes on from it.
  Response goTo(Visit visit, SignInPlace place, Session begun) {
    return seeOther(visit, url(visit, place, begun));
  }

  private Response seeOther(Visit visit, String url) {
    return withCookie(
        Response.seeOther(url).noStore().with("Referrer-Policy", "no-referrer"), visit);
  }

  /// Where somebody goes on who signed in for a place. Where an account is connected, it counts
  /// that they did so for that.
  String url(Visit visit, SignInPlace place, Session begun) {
    return place.equals(SignInPlace.CONNECT)
        ? urlOnceShown(visit, place.goOnAt(), begun.id(), BEGUN)
        : url(visit, place.goOnAt());
  }

  /// Whether this session was begun for the page where an account is connected, and the browser
  /// comes from there.
  public boolean isBegunToConnect(Request request, Session session) {
    return isShown(request, session.id(), BEGUN);
  }

  /// Whether what is made for this request is good for so long.
  public boolean lasts(Visit visit, Duration time) {
    return visit.firstSight().plus(StepTokens.MAX_AGE).isAfter(clock.instant().plus(time));
  }

  /// An answer that gives the browser its cookie if it had none.
  Response withCookie(Response response, Visit visit) {
    return visit.isNew() ? cookies.withBrowser(response, visit.browser()) : response;
  }

  /// The value of the hidden field of a form.
  public String formToken(Visit visit, Step step, String session) {
    return tokens.make(
        new Bound(step, visit.browser(), session, visit.parameters()), visit.firstSight());
  }

  /// Reads the hidden field of a form that was posted.
  ///
  /// @return the same visit at its first sight; empty when the form was not made by us for this
  ///   browser, session, request and step
  public Optional<Visit> posted(Visit visit, Step step, String session, String token) {
    return visit.isNew()
        ? Optional.empty()
        : tokens
            .read(new Bound(step, visit.browser(), session, visit.parameters()), token)
            .map(at -> visit.with(visit.parameters(), at));
  }

  /// Sends the browser back to one of our pages, which tells what was done there: loading it again
  /// does nothing again.
  ///
  /// @param visit with nothing that the page is not known by
  /// @param query of the page besides
  public Response backTo(Visit visit, String path, Parameters query, String session, String done) {
    String mark = mark(visit, Step.DONE, session, done);
    return Response.seeOther(issuer.path() + path + "?" + query.with(DONE, mark).encode())
        .noStore();
  }

  /// What was done, if [#backTo] sent this browser there, in this session.
  public Optional<String> done(Request request, Visit visit, String session) {
    return request.queryParameters().all(DONE).stream()
        .findFirst()
        .flatMap(mark -> marked(visit, Step.DONE, session, mark))
        .map(Marked::shown);
  }

  /// The value of the hidden field of a form that asks for consent: it also tells what was shown.
  public String consentToken(Visit visit, Step step, String session, Shown shown) {
    return mark(visit, step, session, shown.digest());
  }

  /// Reads what [#consentToken] made.
  ///
  /// @return as [#posted]
  public Optional<Consented> consented(Visit visit, Step step, String session, String token) {
    return marked(visit, step, session, token)
        .filter(_ -> !visit.isNew())
        .map(mark ->
            new Consented(
                visit.with(visit.parameters(), mark.firstSight()), new Shown(mark.shown())));
  }

  /// The value of the hidden field of a form that a passkey answers to: no two are the same. Web
  /// Authentication Level 3 §13.4.3.
  public String challenge(Visit visit, String session) {
    return mark(visit, Step.PASSKEY_CHALLENGE, session, ids.next());
  }

  /// Whether [#challenge] made this for this browser, session and request.
  public boolean isChallenge(Visit visit, String session, String challenge) {
    return marked(visit, Step.PASSKEY_CHALLENGE, session, challenge).isPresent();
  }

  /// The error of a browser that takes no cookie.
  ///
  /// @param remedy what the person does besides allowing it
  public static ProtocolException withoutCookie(Remedy remedy) {
    return new Mishap(Fault.NO_COOKIE, remedy).exception();
  }

  /// The error of a form whose token is not that of its visit.
  public static ProtocolException tooOld(Remedy remedy) {
    return new Mishap(Fault.TOO_OLD, remedy).exception();
  }

  /// A form that asked for consent, as it was posted.
  public record Consented(Visit visit, Shown shown) {}
}

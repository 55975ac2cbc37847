package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.authorize.OtherWays;
import dev.mapae.authorizationserver.authorize.SignInPlace;
import dev.mapae.authorizationserver.authorize.Visits;
import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.http.Pace;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Interaction;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.SignInPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt;
import dev.mapae.authorizationserver.interaction.UpstreamPrompt.Choice;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.protocol.Pkce;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The providers by which people can sign in, and the way to them.
public final class Upstreams implements OtherWays {
  private static final Logger log = LoggerFactory.getLogger(Upstreams.class);

  /// Of a request that waits, as it is encoded: it goes there and back in a URL.
  private static final int LONGEST = 2_500;

  private static final Duration APART = Duration.ofMillis(200);
  private static final int AT_ONCE = 300;

  /// An answer comes once, and once more where somebody loads the page again.
  private static final Duration ANSWERS_APART = Duration.ofSeconds(10);

  private static final int ANSWERS_AT_ONCE = 3;

  private final List<UpstreamClient> clients;
  private final Visits visits;
  private final UpstreamStates states;
  private final SecureRandom random;
  private final Ids ids;
  private final InstantSource clock;
  private final Pace pace;
  private final Pace answers;

  /// @param sealing with keys of the purpose `SEALING`
  public Upstreams(
      List<UpstreamProvider> providers,
      Issuer issuer,
      Fetcher fetcher,
      ClientKeys keys,
      Visits visits,
      Sealing sealing,
      SecureRandom random,
      Ids ids,
      InstantSource clock) {
    this.clients =
        providers.stream().map(p -> new UpstreamClient(p, issuer, fetcher, keys, clock)).toList();
    this.visits = visits;
    this.states = new UpstreamStates(sealing, clock);
    this.random = random;
    this.ids = ids;
    this.clock = clock;
    this.pace = new Pace(APART, AT_ONCE, clock, ids.next());
    this.answers = new Pace(ANSWERS_APART, ANSWERS_AT_ONCE, clock, ids.next());
  }

  public boolean isEmpty() {
    return clients.isEmpty();
  }

  /// The ids of all.
  List<String> ids() {
    return clients.stream().map(client -> client.provider().id()).toList();
  }

  /// The issuers of all.
  public Set<String> issuers() {
    return clients.stream().map(c -> c.provider().issuer()).collect(Collectors.toSet());
  }

  /// What people are shown of one by its issuer; that itself where it is none any more.
  public Map<String, String> names(String issuer) {
    return clients.stream()
        .map(UpstreamClient::provider)
        .filter(p -> p.issuer().equals(issuer))
        .map(UpstreamProvider::names)
        .findFirst()
        .orElse(Map.of("name", issuer));
  }

  UpstreamClient client(String id) {
    return clients.stream()
        .filter(client -> client.provider().id().equals(id))
        .findFirst()
        .orElseThrow(Interaction::noUpstream);
  }

  UpstreamStates states() {
    return states;
  }

  @Override
  public UpstreamPrompt shown(Visit visit, SignInPlace place) {
    return new UpstreamPrompt(choices(visit, place), Optional.empty(), Optional.empty());
  }

  @Override
  public List<String> formTargets() {
    return issuers().stream()
        .map(issuer -> issuer.substring(0, issuer.indexOf(':') + 1))
        .distinct()
        .toList();
  }

  @Override
  public SignInPrompt toldIn(SignInPrompt prompt, Request request, Visit visit, SignInPlace place) {
    Optional<UpstreamTrouble> trouble = visits.told(request, visit).flatMap(UpstreamTrouble::of);
    UpstreamPrompt shown = prompt.offers().upstream();
    return trouble.isEmpty()
        ? prompt
        : prompt.with(
            prompt
                .offers()
                .with(
                    new UpstreamPrompt(
                        trouble.get() == UpstreamTrouble.NOT_FRESH
                            ? shown.choices().stream()
                                .map(choice -> anew(choice, visit, place))
                                .toList()
                            : shown.choices(),
                        trouble,
                        shown.newcomer())));
  }

  private Choice anew(Choice choice, Visit visit, SignInPlace place) {
    String path = place.signIn() + Paths.UPSTREAM + choice.id();
    return new Choice(
        choice.id(),
        choice.names(),
        visits.urlTelling(visit, path, UpstreamTrouble.NOT_FRESH.word()));
  }

  /// The ways to all, none where too much waits to go there and back.
  public List<Choice> choices(Visit visit, SignInPlace place) {
    if (visit.parameters().encode().length() > LONGEST) {
      return List.of();
    }
    return clients.stream()
        .map(UpstreamClient::provider)
        .map(p ->
            new Choice(
                p.id(), p.names(), visits.url(visit, place.signIn() + Paths.UPSTREAM + p.id())))
        .toList();
  }

  @Override
  public Response go(
      Request request,
      String provider,
      Visit visit,
      SignInPlace place,
      Optional<Instant> oldest,
      Optional<String> session) {
    UpstreamClient client = client(provider);
    UpstreamState state =
        new UpstreamState(
            ids.next(),
            place,
            visit.parameters(),
            visit.firstSight(),
            clock.instant(),
            ids.next(),
            Pkce.verifier(random),
            oldest.or(() -> toldToSignInAnew(request, visit)),
            session);
    String url;
    try {
      requirePace(request);
      url = client.authorizationUrl(state, states.seal(visit.browser(), provider, state));
    } catch (UpstreamFailed e) {
      log(provider, e);
      url = visits.urlTelling(visit, place.signIn(), e.trouble().word());
    }
    return Response.seeOther(url).noStore().with("Referrer-Policy", "no-referrer");
  }

  private Optional<Instant> toldToSignInAnew(Request request, Visit visit) {
    return visits
        .told(request, visit)
        .filter(UpstreamTrouble.NOT_FRESH.word()::equals)
        .map(_ -> visit.firstSight());
  }

  /// Of one and the same sign-in, too.
  void requirePace(Request request, UpstreamState state) {
    requirePace(request);
    if (!answers.admits(state.id())) {
      throw new UpstreamFailed(UpstreamTrouble.TOO_MANY, "too many answers came for one sign-in");
    }
  }

  private void requirePace(Request request) {
    if (!pace.admitsAddress(request.remoteAddress())) {
      throw new UpstreamFailed(UpstreamTrouble.TOO_MANY, "too many came from one address");
    }
  }

  static void log(String provider, UpstreamFailed failed) {
    log(provider, "no sign-in", failed);
  }

  /// @param what did not come of it
  static void log(String provider, String what, UpstreamFailed failed) {
    log.info("{} by {}: {}", what, provider, failed.reason());
  }
}

package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.NumericDate;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.authorizationserver.interaction.UpstreamTrouble;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.outbound.Question;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.upstream.ProviderIdToken.Expected;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.Pkce;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// This server as the client of one provider: authorization code, PKCE, `nonce`. OIDC Core §3.1,
/// RFC 7636.
final class UpstreamClient {
  /// Those who ask one provider at once, and wait for it: far fewer than may fetch at all, so that
  /// strangers who bring codes take no turn of what fetches for others.
  static final int MAX_ASKING = 16;

  private final UpstreamProvider provider;
  private final String redirectUri;
  private final Fetcher fetcher;
  private final KnownMetadata metadata;
  private final ProviderIdToken idToken;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MAX_ASKING);

  UpstreamClient(
      UpstreamProvider provider,
      Issuer issuer,
      Fetcher fetcher,
      ClientKeys keys,
      InstantSource clock) {
    this.provider = provider;
    // Another one for each provider: RFC 9700 §4.4.2.1.
    this.redirectUri = issuer.url(Paths.SIGN_IN + Paths.UPSTREAM + provider.id() + Paths.CALLBACK);
    this.fetcher = fetcher;
    this.metadata = new KnownMetadata(provider.issuer(), fetcher, clock);
    this.idToken = new ProviderIdToken(provider, keys);
    this.clock = clock;
  }

  UpstreamProvider provider() {
    return provider;
  }

  /// Where somebody goes to sign in. OIDC Core §3.1.2.1.
  ///
  /// @param sealed what `state` is
  /// @throws UpstreamFailed when that is not known
  String authorizationUrl(UpstreamState state, String sealed) {
    String endpoint = metadata.get().authorizationEndpoint();
    Parameters request =
        Parameters.empty()
            .with("response_type", "code")
            .with("client_id", provider.client().id())
            .with("redirect_uri", redirectUri)
            .with("scope", provider.scope())
            .with("state", sealed)
            .with("nonce", state.nonce())
            .with("code_challenge", Pkce.challenge(state.verifier()))
            .with("code_challenge_method", "S256");
    String query = asking(request, state).encode();
    return endpoint + (endpoint.indexOf('?') < 0 ? "?" : "&") + query;
  }

  /// With `max_age`, the ID token has to say when they signed in.
  private static Parameters asking(Parameters request, UpstreamState state) {
    if (state.oldest().isEmpty()) {
      return request;
    }
    Duration age = Duration.between(state.oldest().get(), state.firstSight());
    return age.isPositive()
        ? request.with("max_age", String.valueOf(age.toSeconds()))
        : request.with("prompt", "login").with("max_age", "0");
  }

  /// Checks who answers, and that it is no error. RFC 9207 §2.4, OIDC Core §3.1.2.6.
  ///
  /// @return the code
  /// @throws UpstreamFailed otherwise
  String code(Parameters answer) {
    Optional<String> iss = answer.one("iss");
    if (iss.filter(i -> !i.equals(provider.issuer())).isPresent()) {
      throw UpstreamFailed.refused("the iss of its answer is another provider");
    }
    if (iss.isEmpty() && metadata.get().sendsIss()) {
      throw UpstreamFailed.refused("its answer has no iss, though its metadata promises one");
    }
    Optional<String> error = answer.one("error");
    if (error.isPresent()) {
      boolean denied = error.get().equals("access_denied");
      throw new UpstreamFailed(
          denied ? UpstreamTrouble.DENIED : UpstreamTrouble.REFUSED,
          "it answered " + code(error.get()));
    }
    return answer.one("code").orElseThrow(() -> UpstreamFailed.refused("its answer has no code"));
  }

  /// An error code as a log may have it. RFC 6749 §4.1.2.1.
  private static String code(String error) {
    return error.matches("[a-z_]{1,64}") ? error : "an error without a proper code";
  }

  /// What came for a code.
  record Redeemed(Told told, Optional<String> accessToken) {
    /// Tells nothing of it.
    @Override
    public String toString() {
      return "Redeemed";
    }
  }

  /// Redeems a code. OIDC Core §3.1.3.
  ///
  /// @throws UpstreamFailed when nobody is told who it is
  Redeemed redeem(String code, UpstreamState state) {
    ProviderMetadata known = metadata.get();
    Map<String, Object> answer = ask(tokenRequest(known, code, state), "token endpoint");
    if (!(answer.get("id_token") instanceof String token)) {
      throw UpstreamFailed.refused("its token endpoint answered without an ID token");
    }
    Optional<String> accessToken =
        answer.get("access_token") instanceof String t && isBearer(answer)
            ? Optional.of(t)
            : Optional.empty();
    Map<String, Object> claims =
        idToken.verify(token, known, new Expected(state.nonce(), accessToken), clock.instant());
    Instant at = authenticatedAt(ProviderIdToken.authTime(claims), state);
    return new Redeemed(new Told(String.valueOf(claims.get("sub")), at, claims), accessToken);
  }

  private static boolean isBearer(Map<String, Object> answer) {
    return answer.get("token_type") instanceof String type
        && type.toLowerCase(Locale.ROOT).equals("bearer");
  }

  private Question tokenRequest(ProviderMetadata known, String code, UpstreamState state) {
    UpstreamProvider.ClientOfIt own = provider.client();
    Parameters form =
        Parameters.empty()
            .with("grant_type", "authorization_code")
            .with("code", code)
            .with("redirect_uri", redirectUri)
            .with("code_verifier", state.verifier());
    String secret = own.secret().orElse("");
    return switch (own.method()) {
      case CLIENT_SECRET_BASIC ->
          new Question(
              known.tokenEndpoint(),
              Optional.of(new BasicCredentials(own.id(), secret).formEncoded().header()),
              Optional.of(form));
      case CLIENT_SECRET_POST ->
          new Question(
              known.tokenEndpoint(),
              Optional.empty(),
              Optional.of(form.with("client_id", own.id()).with("client_secret", secret)));
      case NONE ->
          new Question(
              known.tokenEndpoint(),
              Optional.empty(),
              Optional.of(form.with("client_id", own.id())));
    };
  }

  /// When the person counts as signed in: when they did so there, and not when they came back.
  /// Whoever does not say when is not believed that it was just now.
  private Instant authenticatedAt(Optional<Instant> said, UpstreamState state) {
    Instant now = clock.instant();
    Optional<Instant> known =
        said.or(() -> provider.insecureWithoutAuthTime() ? Optional.of(now) : Optional.empty());
    Optional<Instant> oldest = state.oldest();
    if (oldest.isPresent()
        && known.filter(t -> !t.plus(NumericDate.SKEW).isBefore(oldest.get())).isEmpty()) {
      throw new UpstreamFailed(
          UpstreamTrouble.NOT_FRESH, "it does not say that the person signed in again (auth_time)");
    }
    Instant at = known.orElse(Session.UNKNOWN);
    // Its clock may be a little behind, and counts whole seconds.
    Instant least = oldest.map(t -> t.plusMillis(1)).orElse(at);
    Instant later = at.isBefore(least) ? least : at;
    return later.isAfter(now) ? now : later;
  }

  /// Asks what else it says of somebody. OIDC Core §5.3.
  ///
  /// @return the same where it says no more, or does not answer: nobody is refused for that
  /// @throws UpstreamFailed when it speaks of somebody else: OIDC Core §5.3.2
  Told enriched(Redeemed redeemed) {
    Told told = redeemed.told();
    Optional<String> endpoint = metadata.get().userinfoEndpoint();
    if (told.claims().containsKey("email")
        || endpoint.isEmpty()
        || redeemed.accessToken().isEmpty()) {
      return told;
    }
    Question question =
        new Question(
            endpoint.get(),
            Optional.of("Bearer " + redeemed.accessToken().get()),
            Optional.empty());
    Map<String, Object> more;
    try {
      more = ask(question, "userinfo_endpoint");
    } catch (UpstreamFailed e) {
      Upstreams.log(provider.id(), "nothing more of somebody", e);
      return told;
    }
    if (!told.subject().equals(more.get("sub"))) {
      throw UpstreamFailed.refused("its userinfo_endpoint speaks of somebody else");
    }
    return told.with(more);
  }

  private Map<String, Object> ask(Question question, String what) {
    if (!places.tryAcquire()) {
      throw UpstreamFailed.unavailable("too many wait for its " + what);
    }
    try {
      String json = new String(fetcher.ask(question).body(), StandardCharsets.UTF_8);
      return Json.parseObject(json)
          .orElseThrow(() -> UpstreamFailed.refused("its " + what + " answered no JSON object"));
    } catch (NotFetched e) {
      throw UpstreamFailed.of(what, e);
    } finally {
      places.release();
    }
  }
}

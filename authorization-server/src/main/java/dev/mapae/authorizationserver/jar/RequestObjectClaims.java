package dev.mapae.authorizationserver.jar;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.NumericDate;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request object says: the parameters of an authorization request, and who made it for whom
/// and when. RFC 9101 §4.
record RequestObjectClaims(Map<String, Object> claims) {
  /// Of the JWT itself, RFC 7519 §4.1; no parameters.
  private static final Set<String> OF_THE_JWT =
      Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");

  /// Of an authorization request. Whatever else is in it is ignored, RFC 6749 §3.1.
  private static final Set<String> PARAMETERS =
      Set.of(
          "acr_values",
          AuthorizationDetail.PARAMETER,
          "claims",
          "client_id",
          "code_challenge",
          "code_challenge_method",
          "dpop_jkt",
          "id_token_hint",
          "login_hint",
          "max_age",
          "nonce",
          "prompt",
          "redirect_uri",
          "registration",
          "resource",
          "response_mode",
          "response_type",
          "scope",
          "state",
          "ui_locales");

  /// Of one that is for one request, FAPI 2.0 Message Signing §5.3.1: whoever got hold of it, from
  /// a log or the history of a browser, can begin the same request for so long.
  private static final Duration SHORT_LIFE = Duration.ofMinutes(60);

  /// Of one that its client publishes, for the requests of a day, and takes away again; and of one
  /// whose client was let off.
  private static final Duration LONG_LIFE = Duration.ofDays(1);

  /// Checks all but the signature and the parameters.
  ///
  /// @param firstSight when the browser, or the client that pushes it, first came with it
  /// @throws ProtocolException `invalid_request_object`
  void check(Client client, Issuer issuer, Passed passed, Instant firstSight) {
    if (!client.id().equals(claims.get("client_id"))) {
      throw refused(
          "The client_id in the request object has to be there, and that of the request.");
    }
    if (claims.containsKey("iss") && !client.id().equals(claims.get("iss"))) {
      throw refused("The iss of the request object has to be the client_id.");
    }
    if (claims.containsKey("aud") && !isFor(issuer)) {
      throw refused(
          "The aud of the request object has to be, or to contain, the issuer of this server, "
              + issuer.value()
              + ".");
    }
    if (client.id().equals(claims.get("sub"))) {
      throw refused(
          "The sub of the request object is the client_id, as in a client assertion; leave it out"
              + " (RFC 9101 10.8).");
    }
    if (claims.containsKey("request") || claims.containsKey("request_uri")) {
      throw refused("A request object holds neither request nor request_uri (RFC 9101 4).");
    }
    if (client.requirements().holds(ProfileRule.SHORT_REQUEST_OBJECTS)) {
      checkShort(firstSight);
    }
    if (passed == Passed.BY_VALUE && client.requestObjects().expRequired()) {
      requireExp();
      checkTimes(firstSight, SHORT_LIFE);
    } else {
      checkTimes(firstSight, LONG_LIFE);
    }
  }

  private void requireExp() {
    if (!claims.containsKey("exp")) {
      throw refused(
          "The request object has no exp; give it one that is at most an hour from now, and make a"
              + " new object for each request.");
    }
  }

  /// FAPI 2.0 Message Signing §5.3.1: what was signed cannot be used for long.
  private void checkShort(Instant firstSight) {
    if (!claims.containsKey("aud")) {
      throw refused("The request object of this client needs an aud, the issuer of this server.");
    }
    Instant begin =
        time("nbf")
            .orElseThrow(() ->
                refused("The request object of this client needs an nbf, the time of its making."));
    Instant end =
        time("exp")
            .orElseThrow(() ->
                refused(
                    "The request object of this client needs an exp, at most an hour after nbf."));
    if (begin.isBefore(firstSight.minus(SHORT_LIFE))) {
      throw refused("The nbf of the request object is more than an hour ago; make a new one.");
    }
    if (end.isAfter(begin.plus(SHORT_LIFE))) {
      throw refused(
          "The request object of this client lives too long; let exp be at most an hour after nbf.");
    }
  }

  private boolean isFor(Issuer issuer) {
    @Nullable Object audience = claims.get("aud");
    return audience instanceof List<?> several
        ? several.contains(issuer.value())
        : issuer.value().equals(audience);
  }

  /// @param life how far off a time may be
  private void checkTimes(Instant firstSight, Duration life) {
    String most = life.equals(SHORT_LIFE) ? "an hour" : "a day";
    Instant earliest = firstSight.minus(life).minus(NumericDate.SKEW);
    Instant latest = firstSight.plus(NumericDate.SKEW);
    time("exp")
        .ifPresent(exp -> {
          if (!exp.plus(NumericDate.SKEW).isAfter(firstSight)) {
            throw refused("The request object has expired; make a new one for each request.");
          }
          if (exp.isAfter(latest.plus(life))) {
            throw refused(
                "The request object lives too long; let exp be %s from now at most."
                    .formatted(most));
          }
        });
    for (String name : List.of("nbf", "iat")) {
      time(name)
          .ifPresent(begin -> {
            if (begin.isAfter(latest)) {
              throw refused(
                  "The request object is from the future: its %s is ahead; set the clock."
                      .formatted(name));
            }
            if (begin.isBefore(earliest)) {
              throw refused(
                  "The %s of the request object is more than %s ago; make a new one."
                      .formatted(name, most));
            }
          });
    }
  }

  private Optional<Instant> time(String name) {
    if (!claims.containsKey(name)) {
      return Optional.empty();
    }
    Optional<Instant> time = NumericDate.parse(claims.get(name));
    if (time.isEmpty()) {
      throw refused(
          "The %s of the request object is no time in seconds since 1970.".formatted(name));
    }
    return time;
  }

  /// The parameters, as they would be in a URL. RFC 9101 §4.
  ///
  /// @throws ProtocolException `invalid_request_object` for a value of a type that its parameter
  ///   has not; `invalid_request` for what could not be in a URL
  Parameters parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    claims.forEach((name, value) -> {
      if (!OF_THE_JWT.contains(name) && value != null) {
        parameters.put(name, values(name, value));
      }
    });
    // So that all that holds for parameters in a URL holds for these.
    return Parameters.parse(Parameters.of(parameters).encode());
  }

  private static List<String> values(String name, Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    // OIDC Core §3.1.2.1.
    if (name.equals("max_age") && value instanceof Long seconds) {
      return List.of(seconds.toString());
    }
    // OIDC Core §5.5, §7.2.1.
    if ((name.equals("claims") || name.equals("registration"))
        && value instanceof Map<?, ?> object) {
      return List.of(json(name, object));
    }
    // RFC 9396 §3, RFC 9101 §4: as JSON.
    if (name.equals(AuthorizationDetail.PARAMETER) && value instanceof List<?> array) {
      return List.of(json(name, array));
    }
    // RFC 8707 §2: it may come several times.
    if (name.equals("resource") && value instanceof List<?> several) {
      return several.stream().map(RequestObjectClaims::resource).toList();
    }
    if (!PARAMETERS.contains(name)) {
      return List.of();
    }
    throw refused(
        "The value of %s in the request object is of the wrong JSON type; most are strings."
            .formatted(name));
  }

  private static String resource(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw refused("A resource in the request object is no string.");
  }

  private static String json(String name, Object object) {
    try {
      return Json.write(object);
    } catch (IllegalArgumentException e) {
      throw refused("The " + name + " in the request object have a number that is none.");
    }
  }

  private static ProtocolException refused(String description) {
    return new ProtocolError.InvalidRequestObject(description).exception();
  }
}

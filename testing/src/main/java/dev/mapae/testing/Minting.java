package dev.mapae.testing;

import com.nimbusds.jose.JOSEException;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An access token as a test wants it. Immutable; each method gives another one, and [#mint] makes
/// the token.
///
/// The server issues it in the usual way, by the code flow or client credentials: scope, audience
/// and roles are what it would give this person and client. Only what is changed after that
/// ([#expired], [#audience], [#claim], [#forged]) did not come from it; but for a forged one the
/// server's own key signs it again.
public final class Minting {
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final Mapae mapae;
  private final Optional<String> person;
  private final String client;
  private final Scope scope;
  private final Optional<String> resource;
  private final Map<String, Object> changes;
  private final Duration age;
  private final Optional<Forgery> forgery;

  Minting(Mapae mapae, Optional<String> person, String client) {
    this(
        mapae,
        person,
        client,
        Scope.empty(),
        Optional.empty(),
        Map.of(),
        Duration.ZERO,
        Optional.empty());
  }

  private Minting(
      Mapae mapae,
      Optional<String> person,
      String client,
      Scope scope,
      Optional<String> resource,
      Map<String, Object> changes,
      Duration age,
      Optional<Forgery> forgery) {
    this.mapae = mapae;
    this.person = person;
    this.client = client;
    this.scope = scope;
    this.resource = resource;
    this.changes = changes;
    this.age = age;
    this.forgery = forgery;
  }

  /// For another client than the first of the [Setup].
  public Minting client(String clientId) {
    return new Minting(mapae, person, clientId, scope, resource, changes, age, forgery);
  }

  /// With this scope; without, the server chooses.
  public Minting scope(String... tokens) {
    return new Minting(mapae, person, client, Scope.of(tokens), resource, changes, age, forgery);
  }

  /// For this API; without, it follows from the scope. RFC 8707 §2.
  public Minting resource(String indicator) {
    return new Minting(mapae, person, client, scope, Optional.of(indicator), changes, age, forgery);
  }

  /// Issued a while ago: it expired an hour ago, by the server's clock and by the system's.
  public Minting expired() {
    return new Minting(mapae, person, client, scope, resource, changes, AN_HOUR, forgery);
  }

  /// For others than the server would have it for.
  public Minting audience(String... aud) {
    return claim("aud", aud.length == 1 ? aud[0] : List.of(aud));
  }

  /// With a claim of its own, or another value of one: `acr`, `cnf`, `iss`, whatever.
  ///
  /// @param value text, a number, a boolean, or a list or map of those
  public Minting claim(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(changes);
    more.put(name, value);
    return new Minting(mapae, person, client, scope, resource, more, age, forgery);
  }

  /// Signed by somebody who is not the server. RFC 8725 §2.
  public Minting forged(Forgery how) {
    return new Minting(mapae, person, client, scope, resource, changes, age, Optional.of(how));
  }

  /// Makes the token.
  ///
  /// @return the access token, without `Bearer`
  /// @throws IllegalStateException when the server refuses it, with its words; or when an opaque
  ///   token, which only the server can write, is to be changed
  public String mint() {
    return text(answer(), "access_token");
  }

  /// All that the server answers with: the access token as [#mint] makes it, and also
  /// `refresh_token`, and `id_token` with the scope `openid`. RFC 6749 §5.1.
  ///
  /// @throws IllegalStateException as for [#mint]
  public Map<String, Object> answer() {
    TokenRequests requests = mapae.tokenRequests(client);
    Map<String, Object> answer =
        new LinkedHashMap<>(
            person
                .map(username -> requests.forPerson(username, scope, resource))
                .orElseGet(() -> requests.forClient(scope, resource)));
    if (!changes.isEmpty() || !age.isZero() || forgery.isPresent()) {
      answer.put("access_token", written(text(answer, "access_token")));
    }
    return answer;
  }

  private String written(String issued) {
    String[] parts = issued.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalStateException(
          "An opaque token cannot be changed; let time pass by advance(), or declare the resource"
              + " with access_token_format: jwt.");
    }
    Map<String, Object> header = object(parts[0]);
    Map<String, Object> claims = object(parts[1]);
    if (!age.isZero()) {
      // Whoever checks it may have the server's clock or the system's.
      long now = Math.min(mapae.clock().instant().getEpochSecond(), Instant.now().getEpochSecond());
      long earlier = number(claims, "exp") - (now - age.toSeconds());
      for (String time : List.of("exp", "iat", "nbf", "auth_time")) {
        if (claims.containsKey(time)) {
          claims.put(time, number(claims, time) - earlier);
        }
      }
    }
    claims.putAll(changes);
    SigningKey key = mapae.signingKey(text(header, "kid"));
    String typ = text(header, "typ");
    byte[] payload = Json.object().withAll(claims).bytes();
    try {
      return forgery.isPresent() ? forgery.get().sign(key, typ, payload) : key.sign(typ, payload);
    } catch (JOSEException | ParseException | GeneralSecurityException e) {
      throw new IllegalStateException("The token could not be forged.", e);
    }
  }

  private static long number(Map<String, Object> claims, String name) {
    return Long.parseLong(text(claims, name));
  }

  private static String text(Map<String, Object> members, String name) {
    return String.valueOf(members.get(name));
  }

  private static Map<String, Object> object(String part) {
    String json = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    return new LinkedHashMap<>(Json.parseObject(json).orElseThrow());
  }
}

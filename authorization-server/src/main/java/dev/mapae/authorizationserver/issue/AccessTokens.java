package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.Sealing;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Recent;
import dev.mapae.protocol.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes and reads access tokens: JWTs (RFC 9068), or opaque ones that carry the same claims
/// sealed.
public final class AccessTokens {
  /// The preset `typ`. RFC 9068 §2.1.
  public static final String TYP = "at+jwt";

  /// For resource servers that refuse [#TYP].
  private static final String PLAIN_TYP = "JWT";

  private static final String OPAQUE = "mapae_at_";

  /// At the beginning of the `jti` of a token that another was exchanged for. The grant is sealed
  /// in it: whoever sees both must not tell by it that they are about one person.
  private static final String EXCHANGED = "x";

  private static final String EXCHANGED_USE = "grant";

  /// At the end of the `jti` of one that a node of an earlier version made.
  private static final String EXCHANGED_BEFORE = ".x";

  private static final String USE = "access_token";

  /// At the beginning of the `jti` of a token that has the person in it, sealed.
  private static final String SEALED = "p";

  private static final String SEALED_USE = "subject";
  private static final int MAX_LENGTH = 16_384;

  /// In characters, of each of two generations: some thousand tokens, and ten megabytes in all.
  private static final int RECENT = 1 << 20;

  private final String issuer;
  private final ServerKeys keys;
  private final Sealing sealing;
  private final Ids ids;
  private final JwsVerifier<SigningKey> verifier;

  // A token is asked about again and again, and its signature costs more than all else.
  private final Recent<Signed> recent = new Recent<>(RECENT);

  public AccessTokens(String issuer, ServerKeys keys, Sealing sealing, Ids ids) {
    this.issuer = issuer;
    this.keys = keys;
    this.sealing = sealing;
    this.ids = ids;
    this.verifier = new JwsVerifier<>(kid -> keys.get().verifying(kid), Set.of(TYP, PLAIN_TYP));
  }

  /// A token that this server signed.
  private record Signed(SigningKey key, AccessToken token) {}

  /// What every access token says.
  ///
  /// @param exchanged whether another token was exchanged for it
  /// @param subject what the client knows the person by, or the client
  /// @param person our own name for a person of whom no grant tells
  /// @param more further claims: `auth_time`, `acr`, `amr`, `roles`
  record Content(
      Optional<String> grantId,
      boolean exchanged,
      String subject,
      Optional<String> person,
      String clientId,
      Decision.Permission permission,
      Instant issuedAt,
      Instant expiresAt,
      Map<String, Object> more) {}

  String write(Content content) {
    List<String> audience = content.permission().audience();
    Json claims =
        Json.object()
            .with("iss", issuer)
            .with("sub", content.subject())
            .with("aud", audience.size() == 1 ? audience.getFirst() : audience)
            .with("client_id", content.clientId())
            .with("iat", content.issuedAt().getEpochSecond())
            .with("exp", content.expiresAt().getEpochSecond())
            // The id leads to the grant, so that introspection and revocation find it.
            .with(
                "jti",
                content
                    .grantId()
                    .map(g -> content.exchanged() ? exchanged(g) : "g" + g + ids.suffix())
                    .orElseGet(() -> withoutGrant(content)))
            .withAll(content.more());
    if (!content.permission().scope().isEmpty()) {
      claims.with("scope", content.permission().scope().toString());
    }
    if (!content.permission().details().isEmpty()) {
      claims.with(
          AuthorizationDetail.PARAMETER, DetailsParameter.members(content.permission().details()));
    }
    Optional<Resource> resource = content.permission().resource();
    if (resource.filter(r -> r.format() == AccessTokenFormat.OPAQUE).isPresent()) {
      return OPAQUE + sealing.seal(USE, claims.bytes());
    }
    return key(resource).sign(resource.map(Resource::accessTokenTyp).orElse(TYP), claims.bytes());
  }

  private String exchanged(String grantId) {
    return EXCHANGED + sealing.seal(EXCHANGED_USE, grantId.getBytes(StandardCharsets.US_ASCII));
  }

  private Optional<String> grant(String id) {
    if (id.startsWith(EXCHANGED)) {
      return sealing
          .open(EXCHANGED_USE, id.substring(EXCHANGED.length()))
          .map(grant -> new String(grant, StandardCharsets.US_ASCII));
    }
    return id.startsWith("g") && id.length() > 23
        ? Optional.of(id.substring(1, 23))
        : Optional.empty();
  }

  /// An API that asks about the token learns of the person no more than `sub`, and we have to know
  /// them.
  private String withoutGrant(Content content) {
    return content
        .person()
        .filter(person -> !person.equals(content.subject()))
        .map(person -> SEALED + sealing.seal(SEALED_USE, person.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> "c" + ids.next());
  }

  private Optional<String> person(String id) {
    return id.startsWith(SEALED)
        ? sealing
            .open(SEALED_USE, id.substring(SEALED.length()))
            .map(person -> new String(person, StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /// Makes sure that a token can be signed, before a code or refresh token is spent for it.
  void requireKey(Permission permission) {
    key(permission.resource());
  }

  private SigningKey key(Optional<Resource> resource) {
    return keys.signing(resource.map(Resource::accessTokenAlg).orElse(Resource.PRESET_ALG));
  }

  /// Whether a token, if it is one of ours, is not a JWT.
  public static boolean isOpaque(String token) {
    return token.startsWith(OPAQUE);
  }

  /// Reads a token that somebody presented.
  ///
  /// @return empty for anything but an access token that this server made, or one that has expired
  public Optional<AccessToken> read(String token, Instant now) {
    if (token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Optional<AccessToken> read =
        isOpaque(token)
            ? sealing.open(USE, token.substring(OPAQUE.length())).flatMap(this::parse)
            : recent
                .find(token)
                .filter(signed -> isStillThere(signed.key()))
                .map(Signed::token)
                .or(() -> verified(token));
    return read.filter(t -> now.isBefore(t.expiresAt()));
  }

  private Optional<AccessToken> verified(String token) {
    return verifier
        .signed(token)
        .flatMap(signed ->
            parse(signed.payload())
                .map(read -> {
                  recent.keep(token, new Signed(signed.key(), read));
                  return read;
                }));
  }

  /// A key that is withdrawn takes with it whatever it signed.
  private boolean isStillThere(SigningKey key) {
    return keys.get().verifying(key.id()).filter(now -> now == key).isPresent();
  }

  private Optional<AccessToken> parse(byte[] claims) {
    return Json.parseObject(new String(claims, StandardCharsets.UTF_8)).flatMap(this::parse);
  }

  private Optional<AccessToken> parse(Map<String, Object> claims) {
    // An ID token is signed by the same server and has neither.
    if (!(claims.get("jti") instanceof String id)
        || !(claims.get("client_id") instanceof String clientId)
        || !issuer.equals(claims.get("iss"))) {
      return Optional.empty();
    }
    return Optional.of(
        new AccessToken(
            id,
            grant(id),
            id.startsWith(EXCHANGED) || id.endsWith(EXCHANGED_BEFORE),
            (String) claims.getOrDefault("sub", ""),
            person(id),
            clientId,
            Scope.parse((String) claims.getOrDefault("scope", "")),
            audience(claims.getOrDefault("aud", List.of())),
            Instant.ofEpochSecond(((Number) claims.getOrDefault("iat", 0)).longValue()),
            Instant.ofEpochSecond(((Number) claims.getOrDefault("exp", 0)).longValue()),
            Collections.unmodifiableMap(claims)));
  }

  private static List<String> audience(Object aud) {
    return aud instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(String.valueOf(aud));
  }
}

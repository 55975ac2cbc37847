package dev.mapae.resourceserver;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is said about a token: the claims of a JWT (RFC 7519 §4), or the members of an
/// introspection response (RFC 7662 §2.2).
record Claims(Map<String, Object> members) {
  /// The year 9999; later ones are no dates but mischief.
  private static final double MAX_DATE = 253402300799d;

  /// The values of `token_use` that mean an access token: `access` is what those say who tell it
  /// from an ID token.
  private static final Set<String> ACCESS = Set.of("access_token", "access");

  /// What Keycloak writes into the claim `typ` of tokens that are none.
  private static final Set<String> OTHER_KINDS = Set.of("ID", "Refresh", "Offline", "Logout");

  private static final String LOGOUT = "http://schemas.openid.net/event/backchannel-logout";

  /// A string that is not empty.
  Optional<String> text(String name) {
    return members.get(name) instanceof String s && !s.isEmpty()
        ? Optional.of(s)
        : Optional.empty();
  }

  /// One string, or those of a list.
  List<String> texts(String name) {
    return texts(Optional.ofNullable(members.get(name)));
  }

  private static List<String> texts(Optional<Object> said) {
    Object claim = said.orElse(List.of());
    if (claim instanceof String s) {
      return List.of(s);
    }
    return claim instanceof List<?> list
        ? list.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .collect(Collectors.toList())
        : List.of();
  }

  /// A NumericDate of RFC 7519 §2. A date that is there and is none makes the token invalid.
  Optional<Instant> date(String name) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() <= MAX_DATE) {
      return Optional.of(Instant.ofEpochSecond(n.longValue()));
    }
    throw invalid("The claim " + name + " of the token is not a date.");
  }

  /// `scope` as RFC 9068 §2.2.3 has it, one text with blanks. Spring Authorization Server makes a
  /// list of it; Entra ID (a text) and Okta (a list) call it `scp`.
  Scope scope() {
    List<String> values = texts(members.get("scope") == null ? "scp" : "scope");
    try {
      return Scope.parse(String.join(" ", values));
    } catch (ProtocolException e) {
      throw invalid("The scope of the token is malformed.");
    }
  }

  /// What the subject may do, as issuers hand it on in claims of their own as well.
  ///
  /// @param claim its name, or names with dots between, each a member of the one before; a claim
  ///   that has such a name, as it may be a URL, goes first
  List<String> roles(String claim) {
    if (members.get(claim) != null) {
      return texts(claim);
    }
    Optional<Object> at = Optional.of(members);
    for (String name : claim.split("\\.", -1)) {
      at =
          at.flatMap(object ->
              object instanceof Map<?, ?> map
                  ? Optional.<Object>ofNullable(map.get(name))
                  : Optional.empty());
    }
    return texts(at);
  }

  /// `client_id` (RFC 9068 §2.2), or `azp`, which is registered for the same (OIDC Core §2) and
  /// what Keycloak, Auth0 and Entra ID write. `appid` and `cid` are nobody's names but those of
  /// their issuers: elsewhere they may be whatever somebody filled in.
  Optional<String> client() {
    return text("client_id").or(() -> text("azp"));
  }

  /// Whether `token_use` says that a token is not an access token.
  boolean haveAnotherUse() {
    return text("token_use").filter(use -> !ACCESS.contains(use)).isPresent();
  }

  /// Whether they say that a JWT is an ID token (also by what OIDC Core §3.1.3.6, §3.3.2.11 has in
  /// those alone), a refresh token or a logout token (OIDC Back-Channel Logout §2.4).
  boolean areOfAnotherKind() {
    return haveAnotherUse()
        || text("typ").filter(OTHER_KINDS::contains).isPresent()
        || members.containsKey("at_hash")
        || members.containsKey("c_hash")
        || (members.get("events") instanceof Map<?, ?> events && events.containsKey(LOGOUT));
  }

  static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidToken(description).exception();
  }

  /// Tells nothing of what is said.
  @Override
  public String toString() {
    return "Claims";
  }
}

package dev.mapae.authorizationserver.upstream;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.authorizationserver.store.MailAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a provider said of somebody, in an ID token that was verified. OIDC Core §5.1.
///
/// @param subject its `sub` of them
/// @param authenticatedAt when they signed in there, as far as this server believes it
/// @param claims none of which says who they are
record Told(String subject, Instant authenticatedAt, Map<String, Object> claims) {
  private static final Set<String> KEPT =
      Set.of("name", "preferred_username", "email", "email_verified");

  private static final int LONGEST = 254;

  Told {
    Map<String, Object> kept = new LinkedHashMap<>(claims);
    kept.keySet().retainAll(KEPT);
    // They travel in URLs.
    kept.values().removeIf(v -> v instanceof String text ? text.length() > LONGEST : !isFlag(v));
    claims = Map.copyOf(kept);
  }

  private static boolean isFlag(Object value) {
    return value instanceof Boolean;
  }

  /// The same with what else it says; of an address, both or neither of its claims.
  Told with(Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(more);
    Map<String, Object> own = new LinkedHashMap<>(claims);
    Map<String, Object> silent = own.containsKey("email") ? all : own;
    silent.remove("email");
    silent.remove("email_verified");
    all.putAll(own);
    return new Told(subject, authenticatedAt, all);
  }

  Optional<MailAddress> address() {
    return text("email").flatMap(MailAddress::of);
  }

  /// The address that it calls verified.
  Optional<MailAddress> verifiedAddress() {
    return MailAddress.verified(claims);
  }

  Optional<String> name() {
    return text("name").filter(n -> n.length() <= AccountLimits.NAME && ShownText.isVisible(n));
  }

  Optional<String> username() {
    return text("preferred_username").filter(n -> n.length() <= AccountLimits.USERNAME);
  }

  /// By which somebody knows the account again; empty for nothing.
  String label() {
    return address().map(MailAddress::value).or(this::username).or(this::name).orElse("");
  }

  private Optional<String> text(String claim) {
    return claims.get(claim) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// Tells nothing of the person.
  @Override
  public String toString() {
    return "Told";
  }
}

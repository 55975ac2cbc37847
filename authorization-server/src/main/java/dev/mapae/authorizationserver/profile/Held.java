package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.ProfileRule;
import java.time.Duration;

/// Requirements of several profiles to which the server holds every client by itself.
final class Held {
  private Held() {}

  /// RFC 7636.
  static Requirement pkce(String section) {
    return new Requirement(
        section,
        "require_pkce",
        "its authorization requests need no code_challenge",
        "remove 'require_pkce: false'",
        client -> client.requirements().pkce(),
        client -> client.with(client.requirements().withPkce()));
  }

  /// draft-ietf-oauth-rfc7523bis.
  static Requirement assertionAudience(String section) {
    return new Requirement(
        section,
        "insecure_assertion_audience",
        "its assertions need not be for this server alone",
        "remove 'insecure_assertion_audience'",
        client -> !client.credentials().assertions().insecureAudience(),
        client ->
            client.with(
                client.credentials().with(client.credentials().assertions().withSecureAudience())));
  }

  /// What is handed out is good for no longer than this.
  static Requirement lifetime(
      String section, Lifetime lifetime, Duration most, String problem, String mend) {
    return new Requirement(
        section,
        Profiles.LIFETIMES,
        problem,
        mend,
        client -> client.lifetimes().of(lifetime).compareTo(most) <= 0,
        client -> client.with(client.lifetimes().withAtMost(lifetime, most)));
  }

  /// What no setting says, and the profile alone.
  static Requirement rule(String section, Profile profile, ProfileRule rule, String problem) {
    return new Requirement(
        section,
        Profiles.PROFILE,
        problem + ", which the profile alone ends",
        "add 'profile: " + profile.value() + "'",
        client -> client.requirements().holds(rule),
        client -> client.with(client.requirements().with(rule)));
  }
}

package dev.mapae.authorizationserver.profile;

import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.protocol.Loopback;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// `mcp`: Model Context Protocol, Authorization (2026-07-28), what it asks of an authorization
/// server with regard to each client.
///
/// Metadata with `code_challenge_methods_supported`, `iss` in responses, redirect URIs compared
/// letter by letter and refresh tokens of public clients that are replaced hold here for everybody.
final class Mcp {
  private static final String SPECIFICATION = "MCP Authorization, ";
  private static final Duration LONGEST_ACCESS_TOKEN = Duration.ofHours(1);

  static final List<Requirement> REQUIREMENTS =
      List.of(
          Held.pkce(SPECIFICATION + "Authorization Code Protection"),
          rule(
              SPECIFICATION + "Resource Parameter Implementation",
              ProfileRule.RESOURCE_NAMED,
              "its requests need not name the resource that its tokens are for"),
          Requirement.registered(
              SPECIFICATION + "Communication Security",
              "redirect_uris",
              "it has a redirect URI that is neither https nor on loopback",
              "use http://127.0.0.1/callback for a program on somebody's machine",
              client -> client.redirectUris().stream().allMatch(Mcp::isWebOrLoopback)),
          Held.lifetime(
              SPECIFICATION + "Token Theft",
              Lifetime.ACCESS_TOKEN,
              LONGEST_ACCESS_TOKEN,
              "its access tokens live for more than an hour",
              "make 'access_token' in 'lifetimes' at most 1h"),
          Held.assertionAudience("OAuth 2.1 §2.4"),
          rule(
              "RFC 7591 §2",
              ProfileRule.REGISTERED_METHOD_ALONE,
              "it may send its secret in another way than it registered"));

  private Mcp() {}

  private static Requirement rule(String section, ProfileRule rule, String problem) {
    return Held.rule(section, Profile.MCP, rule, problem);
  }

  private static boolean isWebOrLoopback(String uri) {
    return uri.startsWith("https://")
        || Loopback.REDIRECT_HOSTS.stream()
            .map(host -> "http://" + host)
            .flatMap(origin -> Stream.of(origin + ":", origin + "/", origin + "?"))
            .anyMatch((uri + "/")::startsWith);
  }
}

package dev.mapae.authorizationserver.profile;

import static dev.mapae.authorizationserver.profile.Requirement.held;
import static dev.mapae.authorizationserver.profile.Requirement.registered;

import dev.mapae.authorizationserver.store.Lifetime;
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

  /// What the server as a whole does not do yet.
  static final List<String> OPEN =
      List.of(
          "Client ID Metadata Documents (a SHOULD): not built yet; declare clients, or let them"
              + " register");

  static final List<Requirement> REQUIREMENTS =
      List.of(
          held(
              SPECIFICATION + "Authorization Code Protection",
              "require_pkce",
              "its authorization requests need no code_challenge; remove 'require_pkce: false'",
              client -> client.requirements().pkce(),
              OAuth21::withPkce),
          Fapi20Security.rule(
              SPECIFICATION + "Resource Parameter Implementation",
              ProfileRule.RESOURCE_NAMED,
              "its requests need not name the resource that its tokens are for, which the profile"
                  + " alone ends; add 'profile: mcp'"),
          registered(
              SPECIFICATION + "Communication Security",
              "redirect_uris",
              "it has a redirect URI that is neither https nor on loopback; use"
                  + " http://127.0.0.1/callback for a program on somebody's machine",
              client -> client.redirectUris().stream().allMatch(Mcp::isWebOrLoopback)),
          held(
              SPECIFICATION + "Token Theft",
              "lifetimes",
              "its access tokens live for more than an hour; make 'access_token' in 'lifetimes' at"
                  + " most 1h",
              client ->
                  client.lifetimes().of(Lifetime.ACCESS_TOKEN).compareTo(LONGEST_ACCESS_TOKEN) <= 0,
              client ->
                  client.with(
                      client.lifetimes().withAtMost(Lifetime.ACCESS_TOKEN, LONGEST_ACCESS_TOKEN))),
          held(
              "OAuth 2.1 §2.4",
              "insecure_assertion_audience",
              "its assertions need not be for this server alone; remove"
                  + " 'insecure_assertion_audience'",
              client -> !client.credentials().assertions().insecureAudience(),
              OAuth21::withSecureAudience),
          Fapi20Security.rule(
              "RFC 7591 §2",
              ProfileRule.REGISTERED_METHOD_ALONE,
              "it may send its secret in another way than it registered, which the profile alone"
                  + " ends; add 'profile: mcp'"));

  private Mcp() {}

  private static boolean isWebOrLoopback(String uri) {
    return uri.startsWith("https://")
        || Loopback.REDIRECT_HOSTS.stream()
            .map(host -> "http://" + host)
            .flatMap(origin -> Stream.of(origin + ":", origin + "/", origin + "?"))
            .anyMatch((uri + "/")::startsWith);
  }
}

package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.grant.TokenExchange;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads what a client may exchange tokens for: `token_exchange`. RFC 8693.
final class TokenExchangeReader {
  static final String GRANT_TYPE = TokenExchange.NAME;

  private static final String KEY = "token_exchange";

  private TokenExchangeReader() {}

  static TokenExchangePolicy read(Section client, String authMethod, Set<String> grantTypes) {
    TokenExchangePolicy policy =
        client.section(KEY).map(TokenExchangeReader::policy).orElse(TokenExchangePolicy.PRESET);
    boolean registered = grantTypes.contains(GRANT_TYPE);
    if (registered && policy.resources().isEmpty()) {
      client.mistake(
          "grant_types",
          "a client of the grant type %s has no 'resources' in its 'token_exchange'; list what it may get tokens for"
              .formatted(GRANT_TYPE));
    }
    if (registered && authMethod.equals("none")) {
      client.mistake(
          "grant_types",
          "a client with 'token_endpoint_auth_method: none' exchanges no tokens, since anybody could in its name (RFC 8693 §5); remove the grant type %s"
              .formatted(GRANT_TYPE));
    }
    if (!registered && !policy.resources().isEmpty()) {
      client.mistake(
          KEY,
          "'resources' of 'token_exchange' are of no use without the grant type %s; add it to 'grant_types'"
              .formatted(GRANT_TYPE));
    }
    return policy;
  }

  private static TokenExchangePolicy policy(Section section) {
    Set<String> resources = new LinkedHashSet<>();
    section.list("resources").forEach(uri -> resources.add(uri.value()));
    boolean impersonation = section.flag("impersonation", true);
    Optional<String> mayAct = section.text("may_act");
    section.noMore();
    return new TokenExchangePolicy(resources, impersonation, mayAct);
  }

  /// Warns of what this file has not; it may be made in other ways.
  ///
  /// @param subjects the `client_id` of each client, and each `sub` of a person
  static void warnOfUnknown(Section client, Set<String> audiences, Set<String> subjects) {
    for (Section section : client.section(KEY).stream().toList()) {
      for (Yaml.Scalar uri : section.list("resources")) {
        if (!audiences.contains(uri.value())) {
          section
              .mistakes()
              .warn(
                  uri.line(),
                  "no resource of this file is '%s'; until there is one, no token is exchanged for it"
                      .formatted(uri.value()));
        }
      }
      List<String> unknown =
          section.text("may_act").filter(sub -> !subjects.contains(sub)).stream().toList();
      unknown.forEach(sub ->
          section.warn(
              "may_act",
              "no client and no user of this file has the sub '%s'; nobody else may act"
                  .formatted(sub)));
    }
  }
}

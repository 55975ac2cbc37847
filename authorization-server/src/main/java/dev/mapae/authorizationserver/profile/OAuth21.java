package dev.mapae.authorizationserver.profile;

import java.util.List;

/// `oauth-2.1`, the default: draft-ietf-oauth-v2-1. Most of it holds here for everybody and cannot
/// be switched off; this is what a setting can let a client off, and only `doctor` speaks of it.
final class OAuth21 {
  private static final String DRAFT = "OAuth 2.1 §";

  static final List<Requirement> REQUIREMENTS =
      List.of(
          Requirement.registered(
              DRAFT + "4.1.1",
              "require_pkce",
              "its authorization requests need no code_challenge, so that a stolen code can be"
                  + " injected",
              "remove 'require_pkce: false' once the client uses PKCE",
              client -> client.requirements().pkce()),
          Requirement.registered(
              DRAFT + "2.4",
              "insecure_assertion_audience",
              "its assertions need not be for this server alone, so that another server can have"
                  + " them made",
              "remove 'insecure_assertion_audience' once their aud is the issuer",
              client -> !client.credentials().assertions().insecureAudience()),
          Requirement.registered(
              "OIDC Core §6.1",
              "require_request_object_exp",
              "its request objects need no exp, so that whoever saw one can send it again",
              "remove 'require_request_object_exp: false' once they have an exp",
              client -> client.requestObjects().expRequired()));

  private OAuth21() {}
}

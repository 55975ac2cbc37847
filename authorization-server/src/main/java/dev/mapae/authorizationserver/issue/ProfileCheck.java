package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.ProtocolError;

/// The part of the decision that profiles of clients add.
final class ProfileCheck {
  private ProfileCheck() {}

  /// Makes sure that tokens are for what the client named (MCP), and that nothing signs them that
  /// FAPI 2.0 does not know.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_target`
  static void require(Wish wish, Permission asked, Catalog known) {
    Client client = wish.client();
    // What authorization details lie at counts as named, and the client did not name it.
    requireNamed(client, wish.approved().isPresent() ? asked.named() : !wish.resources().isEmpty());
    for (String uri : asked.audience()) {
      known.find(uri).ifPresent(api -> requireAlgorithm(client, api));
    }
  }

  /// Whether nothing signs the tokens of this API that the client may not have.
  static boolean allows(Client client, Resource api) {
    return api.format() != AccessTokenFormat.JWT
        || client.requirements().allows(api.accessTokenAlg());
  }

  private static void requireAlgorithm(Client client, Resource api) {
    if (!allows(client, api)) {
      throw new ProtocolError.InvalidTarget(
              "The access tokens of "
                  + api.uri()
                  + " are signed with what the profile of this client does not allow; make its"
                  + " access_token_signing_alg PS256, ES256 or EdDSA.")
          .exception();
    }
  }

  /// The same for an exchange, which is for all that was granted where nothing is named.
  ///
  /// @param named whether the client named what the token is for
  static void requireNamed(Client client, boolean named) {
    if (!named && client.requirements().holds(ProfileRule.RESOURCE_NAMED)) {
      throw new ProtocolError.InvalidTarget(
              "This client has to name what its tokens are for; send resource, the URI of the API.")
          .exception();
    }
  }
}

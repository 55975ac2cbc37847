package dev.mapae.client;

import dev.mapae.protocol.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How tokens of a person are replaced by new ones. RFC 6749 §6, OIDC Core §12.
///
/// @param resources the APIs that the new access token is for (RFC 8707 §2.2); none leaves it to
///   the server
record Refresh(TokenEndpoint endpoint, IdTokenValidator validator, List<String> resources) {
  Refresh {
    resources = List.copyOf(resources);
  }

  Tokens of(Tokens old) {
    String refreshToken =
        old.refreshToken()
            .orElseThrow(() ->
                new ClientError.Unsupported("The tokens came without a refresh token.")
                    .exception());
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("grant_type", List.of("refresh_token"));
    form.put("refresh_token", List.of(refreshToken));
    if (!resources.isEmpty()) {
      form.put("resource", resources);
    }
    IssuedTokens issued = endpoint.issue(Parameters.of(form), old.scope());
    return issued.renewing(old, idToken(issued, old));
  }

  private Optional<IdToken> idToken(IssuedTokens issued, Tokens old) {
    try {
      return issued
          .idToken()
          .map(raw -> validator.refreshed(raw, issued.tokens().accessToken(), old.idToken()))
          .or(old::idToken);
    } catch (ClientException e) {
      if (e.error() instanceof ClientError.Untrusted) {
        throw e.granted();
      }
      // The keys cannot be had just now. The old refresh token is spent, so the new one must not be
      // lost over an ID token that need not have come (OIDC Core §12.2).
      return old.idToken();
    }
  }
}

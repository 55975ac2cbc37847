package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;

/// `none`: a public client names itself and proves nothing. RFC 6749 §3.2.1, RFC 7591 §2.
final class None implements ClientAuthenticationMethod {
  static final String NAME = "none";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return clientIdAlone(request, form)
        .map(id -> new Presented(NAME, id, ClientSecrets.UNKNOWN, client -> List.of()));
  }

  /// The `client_id` of a request that has no credential beside it, but for a certificate perhaps.
  static Optional<String> clientIdAlone(Request request, Parameters form) {
    return form.has("client_secret")
            || ClientAssertions.isUsed(form)
            || request.headers().first("Authorization").isPresent()
        ? Optional.empty()
        : form.one("client_id");
  }
}

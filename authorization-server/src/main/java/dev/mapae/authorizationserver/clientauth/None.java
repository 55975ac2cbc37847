package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Optional;

/// `none`: a public client names itself and proves nothing. RFC 6749 §3.2.1, RFC 7591 §2.
final class None implements ClientAuthenticationMethod {
  @Override
  public String name() {
    return "none";
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return form.has("client_secret")
            || ClientAssertions.isUsed(form)
            || request.headers().first("Authorization").isPresent()
        ? Optional.empty()
        : form.one("client_id")
            .map(id -> new Presented(name(), id, ClientSecrets.UNKNOWN, client -> List.of()));
  }
}

package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.Parameters;
import java.util.Optional;

/// `client_secret_post`: `client_id` and `client_secret` in the body. RFC 6749 §2.3.1.
record ClientSecretPost(ClientSecrets secrets) implements ClientAuthenticationMethod {
  @Override
  public String name() {
    return "client_secret_post";
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return form.one("client_secret")
        .map(secret -> secrets.presented(name(), form.required("client_id"), secret));
  }
}

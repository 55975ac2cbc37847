package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// `client_secret_basic`: HTTP Basic (RFC 7617), both halves form-encoded (RFC 6749 §2.3.1).
record ClientSecretBasic(ClientSecrets secrets) implements ClientAuthenticationMethod {
  @Override
  public String name() {
    return "client_secret_basic";
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    var headers = request.headers().all("Authorization");
    if (headers.size() > 1) {
      throw new ProtocolError.InvalidRequest(
              "There is more than one Authorization header; send one.")
          .exception();
    }
    try {
      return headers.stream()
          .findFirst()
          .flatMap(BasicCredentials::parse)
          .map(BasicCredentials::formDecoded)
          .map(c -> secrets.presented(name(), c.userId(), c.password()));
    } catch (ProtocolException e) {
      throw new ProtocolError.InvalidClient(e.error().description()).exception();
    }
  }
}

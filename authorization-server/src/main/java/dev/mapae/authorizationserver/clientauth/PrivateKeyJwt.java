package dev.mapae.authorizationserver.clientauth;

import com.nimbusds.jose.JWSObject;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.VerificationKey;
import java.util.Optional;

/// `private_key_jwt`: a JWT signed with a key whose public half the client registered, by value or
/// at its `jwks_uri`. RFC 7523 §2.2, OIDC Core §9.
record PrivateKeyJwt(ClientAssertions assertions, ClientKeys keys)
    implements ClientAuthenticationMethod {
  static final String NAME = "private_key_jwt";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return assertions.presented(NAME, VerificationKey.ALGORITHMS, this::isSigned, request, form);
  }

  private boolean isSigned(Client client, JWSObject assertion) {
    try {
      return keys.verify(client, assertion);
    } catch (UnavailableKeys e) {
      throw e.forTheClient(ProtocolError.InvalidClient::new);
    }
  }
}

package dev.mapae.authorizationserver.clientauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.VerificationKey;
import java.util.List;
import java.util.Optional;

/// `client_secret_jwt`: a JWT under an HMAC with the client secret, which is not sent. RFC 7523
/// §2.2, OIDC Core §9.
record ClientSecretJwt(ClientAssertions assertions, ClientSecrets secrets)
    implements ClientAuthenticationMethod {
  static final String NAME = "client_secret_jwt";

  /// The only use of a symmetric algorithm in this server.
  static final JWSAlgorithm ALGORITHM = JWSAlgorithm.HS256;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Presented> presented(Request request, Parameters form) {
    return assertions.presented(NAME, List.of(ALGORITHM.getName()), this::isSigned, request, form);
  }

  private boolean isSigned(Client client, JWSObject assertion) {
    return VerificationKey.understands(assertion.getHeader())
        && secrets.anyOpened(client, secret -> isSigned(assertion, secret));
  }

  private static boolean isSigned(JWSObject assertion, byte[] secret) {
    try {
      return assertion.verify(new MACVerifier(secret));
    } catch (JOSEException e) {
      return false;
    }
  }
}

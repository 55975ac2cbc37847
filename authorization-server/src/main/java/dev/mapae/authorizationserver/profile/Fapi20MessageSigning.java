package dev.mapae.authorizationserver.profile;

import static dev.mapae.authorizationserver.profile.Requirement.registered;

import dev.mapae.authorizationserver.response.ResponseMode;
import dev.mapae.authorizationserver.store.Client;
import java.util.List;
import java.util.stream.Stream;

/// `fapi-2.0-message-signing`: FAPI 2.0 Message Signing, which has all of the Security Profile.
///
/// Introspection needs nothing here: what is answered as a JWT is signed for everybody (§5.5.1),
/// and with an algorithm of the Security Profile.
final class Fapi20MessageSigning {
  static final String SPECIFICATION = "FAPI 2.0 Message Signing §";

  static final List<Requirement> REQUIREMENTS =
      Stream.concat(Fapi20Security.REQUIREMENTS.stream(), own().stream()).toList();

  private Fapi20MessageSigning() {}

  private static List<Requirement> own() {
    return List.of(
        new Requirement(
            SPECIFICATION + "5.3.1-1",
            "require_signed_request_object",
            "its authorization requests need not be signed",
            "add 'require_signed_request_object: true'",
            client -> client.requestObjects().required(),
            client -> client.with(client.requestObjects().withRequired())),
        registered(
            SPECIFICATION + "5.3.1-1",
            "jwks",
            "it has no key to sign its requests with PS256, ES256 or EdDSA",
            ClientSigningKeys.ADD_ONE,
            client ->
                !isAuthorized(client)
                    || (client.keySource().isPresent()
                        && ClientSigningKeys.canHaveOneOfFapi(client))),
        new Requirement(
            SPECIFICATION + "5.4.1-1",
            "response_modes",
            "its authorization responses need not be signed",
            "make 'response_modes' [jwt], or others with .jwt",
            Fapi20MessageSigning::isAnsweredByJwts,
            Fapi20MessageSigning::answeredByJwts));
  }

  private static boolean isAuthorized(Client client) {
    return client.grantTypes().contains("authorization_code");
  }

  private static boolean isAnsweredByJwts(Client client) {
    List<String> modes = client.requirements().responseModes();
    return !modes.isEmpty() && ResponseMode.signed().containsAll(modes);
  }

  private static Client answeredByJwts(Client client) {
    List<String> signed =
        ResponseMode.signed().stream().filter(client.requirements()::allowsResponseMode).toList();
    // With none in common the client can be answered in no way, which its owner has to mend.
    return signed.isEmpty() ? client : client.with(client.requirements().withResponseModes(signed));
  }
}

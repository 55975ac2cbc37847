package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.Once;
import dev.mapae.authorizationserver.store.SpentIds;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.List;

/// Refuses a request that was made before: whoever saw it could send it again.
public final class Repetition {
  private Repetition() {}

  /// Spends what a request may be made with only once, where it spends nothing else.
  ///
  /// @throws ProtocolException when it was spent before
  public static void refuse(SpentIds spentIds, List<Once> once) {
    if (!once.isEmpty()) {
      spentIds
          .spend(once)
          .ifPresent(repeated -> {
            throw of(repeated);
          });
    }
  }

  /// What is told whoever made the request.
  public static ProtocolException of(Once repeated) {
    return switch (repeated.kind()) {
      case CLIENT_ASSERTION ->
          new ProtocolError.InvalidClient(
                  "The jti of the client_assertion was used before; make a new assertion for each"
                      + " request.")
              .exception();
      case AUTHORIZATION_GRANT ->
          new ProtocolError.InvalidGrant(
                  "The jti of the assertion was used before; get a new assertion for each request.")
              .exception();
      case DPOP_PROOF ->
          new ProtocolError.InvalidDpopProof(
                  "The jti of the DPoP proof was used before; make a new proof for each request.")
              .exception();
      case SECOND_FACTOR, PASSKEY_CHALLENGE, TOTP_OFFER, UPSTREAM_STATE, INTERACTION ->
          new ProtocolError.InvalidRequest("This step of a sign-in was taken before; begin again.")
              .exception();
    };
  }
}

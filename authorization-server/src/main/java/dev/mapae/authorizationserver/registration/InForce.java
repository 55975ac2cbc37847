package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.grant.DeviceCode;
import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A client as every flow finds it: what a stranger registered is cut down first, and then it is
/// held to its profiles, so that nothing undoes what these ask for.
///
/// @param signedRequests whether no client may ask without signing (RFC 9101 §10.5), whatever its
///   profile
/// @param pushedRequests whether no client may ask without pushing (RFC 9126 §5), likewise
public record InForce(
    SelfRegistered strangers, Profiles profiles, boolean signedRequests, boolean pushedRequests)
    implements UnaryOperator<Client> {
  @Override
  public Client apply(Client client) {
    return profiles.apply(strangers.apply(client));
  }

  /// Whether the profile of the server lets JWTs be signed with this `alg`.
  boolean allows(String alg) {
    return profiles.everyClient().requirements().allows(alg);
  }

  /// Whether here no client may ask without signing.
  public boolean requiresSignature() {
    return signedRequests || profiles.everyClient().requestObjects().required();
  }

  /// Whether here no client may ask without pushing.
  public boolean requiresPush() {
    return pushedRequests || profiles.everyClient().requirements().pushedAuthorizationRequests();
  }

  /// Refuses a client that could do nothing here, since it cannot meet its profiles or sign its
  /// requests.
  ///
  /// @throws ProtocolException `invalid_redirect_uri` or `invalid_client_metadata`
  void require(Client client) {
    Client cut = strangers.apply(client);
    if (requiresSignature()) {
      requireSigning(cut);
    }
    profiles.mistakes(cut).stream()
        .findFirst()
        .ifPresent(requirement -> {
          // RFC 6749 §5.2: no § in a description.
          String description =
              "The client cannot have the profile %s of this server: %s (%s)."
                  .formatted(
                      profiles.names(cut),
                      requirement.wrong(),
                      requirement.section().replace("§", ""));
          throw requirement.key().equals("redirect_uris")
              ? new ProtocolError.InvalidRedirectUri(description).exception()
              : Metadata.invalid(description);
        });
  }

  /// Refuses a grant that there is not here. What a client had before it may keep: with what the
  /// operator sets it is not to become one of another sector.
  ///
  /// @param had the grants of before
  /// @throws ProtocolException `invalid_client_metadata`
  void requireGrants(Set<String> had, Client client) {
    if (requiresSignature()
        && client.grantTypes().contains(DeviceCode.NAME)
        && !had.contains(DeviceCode.NAME)) {
      throw Metadata.invalid(
          "Requests have to be signed here (require_signed_request_object), and those of devices"
              + " cannot be; leave "
              + DeviceCode.NAME
              + " out of the grant_types.");
    }
  }

  private static void requireSigning(Client client) {
    // One that is known by its document may have tokens of before, and renews them yet.
    if (client.grantTypes().contains("authorization_code")
        && client.keySource().isEmpty()
        && !client.isOfDocument()) {
      throw Metadata.invalid(
          "Requests have to be signed here (require_signed_request_object), and this client has no"
              + " keys to sign them with; add jwks or jwks_uri.");
    }
  }
}

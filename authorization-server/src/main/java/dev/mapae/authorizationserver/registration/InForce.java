package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.profile.Profiles;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.function.UnaryOperator;

/// A client as every flow finds it: what a stranger registered is cut down first, and then it is
/// held to its profiles, so that nothing undoes what these ask for.
public record InForce(SelfRegistered strangers, Profiles profiles)
    implements UnaryOperator<Client> {
  @Override
  public Client apply(Client client) {
    return profiles.apply(strangers.apply(client));
  }

  /// Whether the profile of the server lets JWTs be signed with this `alg`.
  boolean allows(String alg) {
    return profiles.everyClient().requirements().allows(alg);
  }

  /// Refuses a client that could do nothing here, since it cannot meet its profiles.
  ///
  /// @throws ProtocolException `invalid_redirect_uri` or `invalid_client_metadata`
  void require(Client client) {
    Client cut = strangers.apply(client);
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
}

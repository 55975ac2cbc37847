package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;

/// The client acts for itself. RFC 6749 §4.4.
public final class ClientCredentials implements GrantType {
  @Override
  public String name() {
    return "client_credentials";
  }

  @Override
  public boolean isComputed() {
    return true;
  }

  @Override
  public Proof prove(Client client, Parameters form) {
    if (client.isPublic()) {
      throw new ProtocolError.UnauthorizedClient(
              "A client that cannot keep a secret cannot use client_credentials (RFC 6749 4.4).")
          .exception();
    }
    return new Proof.OfClient(
        form.one("scope").map(Scope::parse),
        form.all("resource"),
        DetailsParameter.parse(form.one(AuthorizationDetail.PARAMETER)));
  }
}

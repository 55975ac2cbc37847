package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.AuthorizationServer.Parts;
import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.registration.ClientIdMetadataDocuments;
import dev.mapae.authorizationserver.registration.RegistrationEndpoints;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import java.util.List;

/// How clients come in that nobody declared: RFC 7591, RFC 7592 and client id metadata documents.
final class RegistrationWiring {
  final ClientIdMetadataDocuments documents;

  /// None where no client may register itself; from any page where every one may.
  final List<Listed> listed;

  RegistrationWiring(Parts parts, Shared shared) {
    RegistrationPolicy policy = parts.registration();
    this.documents =
        ClientIdMetadataDocuments.of(
            policy,
            shared.fetcher,
            parts.stores(),
            shared.clients,
            shared.catalog,
            shared.inForce,
            shared.handles,
            shared::ensure,
            parts.audit(),
            parts.clock(),
            shared.ids);
    this.listed =
        policy.mode() == RegistrationPolicy.Mode.CLOSED ? List.of() : listed(parts, shared);
  }

  private static List<Listed> listed(Parts parts, Shared shared) {
    RegistrationPolicy policy = parts.registration();
    var endpoints =
        RegistrationEndpoints.of(
            parts.issuer(),
            policy,
            shared.fetcher,
            shared.inForce,
            parts.stores(),
            shared.catalog,
            shared.keys,
            shared.clientKeys,
            shared.secrets,
            shared.handles,
            shared.ids,
            shared.errors,
            parts.audit(),
            parts.clock(),
            shared::ensure);
    boolean open = policy.mode() == RegistrationPolicy.Mode.OPEN;
    return List.of(
        new Listed(
                "registration_endpoint",
                RegistrationEndpoints.PATH,
                followed(endpoints.registration(), shared),
                "POST")
            .readableBy(origin -> open),
        new Listed(
                "",
                RegistrationEndpoints.PATH + "/*",
                followed(endpoints.configuration(), shared),
                "GET",
                "PUT",
                "DELETE")
            .readableBy(origin -> open));
  }

  /// A page that has just registered itself goes on at once; other nodes follow within a second.
  private static Endpoint followed(Endpoint endpoint, Shared shared) {
    return request -> {
      Response response = endpoint.handle(request);
      if (response.status() < 300 && !request.method().equals("GET")) {
        shared.publicClientOrigins.refresh();
      }
      return response;
    };
  }
}

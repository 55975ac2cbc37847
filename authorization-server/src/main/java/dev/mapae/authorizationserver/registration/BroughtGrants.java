package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.protocol.Parameters;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a person allowed a client, of which a request brings something authentic.
record BroughtGrants(Grants grants, Handles handles) {
  /// That of which a token request has a code, of a device too, or a refresh token.
  Optional<Grant> byHandle(Parameters form, String clientId) {
    return Stream.of(
            Map.entry("code", Kind.CODE),
            // While its person has not answered there is no grant, and polling fetches nothing.
            Map.entry("device_code", Kind.DEVICE_CODE),
            Map.entry("refresh_token", Kind.REFRESH_TOKEN))
        .flatMap(handle ->
            form.all(handle.getKey()).stream()
                .limit(1)
                .flatMap(value -> handles.read(handle.getValue(), value).stream()))
        .flatMap(handle -> byId(handle.id(), clientId).stream())
        .findFirst();
  }

  /// That of this id, if it is the client's.
  Optional<Grant> byId(String id, String clientId) {
    return grants
        .find(id)
        .map(Grants.Found::grant)
        .filter(grant -> grant.clientId().equals(clientId));
  }
}

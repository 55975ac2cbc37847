package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Once;
import java.util.List;
import java.util.stream.Stream;

/// A client that proved who it is, or is public and named itself.
///
/// @param client which is enabled
/// @param once what it proved that with and may do so only once; spent after every other check
public record Authenticated(Client client, List<Once> once) {
  /// The same, whose request spends more.
  public Authenticated and(List<Once> more) {
    if (more.isEmpty()) {
      return this;
    }
    return new Authenticated(client, Stream.concat(once.stream(), more.stream()).toList());
  }
}

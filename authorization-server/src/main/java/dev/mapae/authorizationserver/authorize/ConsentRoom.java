package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.interaction.PageRoom;
import dev.mapae.authorizationserver.issue.Catalog;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.logo.Logo;
import dev.mapae.authorizationserver.logo.LogoLinks;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;
import java.util.Set;

/// Holds what is asked for at once to what people can look through on one page, and that page to
/// its weight.
///
/// @param carried what the request in the URL of the page takes of that
public record ConsentRoom(RequestedScopes words, int carried) {
  /// Of a page that carries no request.
  public ConsentRoom(RequestedScopes words) {
    this(words, 0);
  }

  /// Refuses what has no room on a page.
  ///
  /// @param claims single ones
  /// @throws ProtocolException `invalid_scope`, or `invalid_authorization_details` where those
  ///   alone are asked for
  public void require(Permission permission, Set<String> claims) {
    int room = of(permission, claims);
    int most = PageRoom.OF_PAGE - carried;
    if (room > most) {
      String description =
          "The request asks for %d things at once, which take %d of the %d bytes that there are for them on the consent page; ask for fewer scopes, claims and authorization details, and for others when they are needed%s."
              .formatted(
                  permission.scope().size() + claims.size() + permission.details().size(),
                  room,
                  most,
                  room > PageRoom.OF_PAGE
                      ? ""
                      : ", or push the request (RFC 9126), which is long and takes %d more in the URL of the page"
                          .formatted(carried));
      throw (permission.scope().isEmpty()
              ? new ProtocolError.InvalidAuthorizationDetails(description)
              : new ProtocolError.InvalidScope(description))
          .exception();
    }
  }

  /// The same of what every person may grant, where nobody is there yet: of the rest each has a
  /// part.
  public void requireOfEverybody(Permission permission) {
    Catalog known = words.catalog().get();
    require(permission.lessenedTo(permission.scope().retain(known.ofEverybody()), known), Set.of());
  }

  /// The logo of a client; empty also where the page has no room for it besides.
  ///
  /// @param claims single ones
  public Optional<String> logo(
      LogoLinks logos, Client client, Permission permission, Set<String> claims) {
    return of(permission, claims) + carried + Logo.LONGEST > PageRoom.OF_PAGE
        ? Optional.empty()
        : logos.of(client);
  }

  private int of(Permission permission, Set<String> claims) {
    return PageRoom.of(
        words.of(permission.scope(), permission.audience()),
        words.of(permission.details()),
        claims);
  }
}

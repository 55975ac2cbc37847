package dev.mapae.authorizationserver.store;

import java.util.List;

/// What a client registered about sign-out.
///
/// @param postLogoutRedirectUris where people may go after they signed out (OpenID Connect
///   RP-Initiated Logout §3.1)
public record ClientLogout(List<String> postLogoutRedirectUris) {
  /// That of a client which says nothing about it.
  public static final ClientLogout PRESET = new ClientLogout(List.of());

  public ClientLogout {
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
  }
}

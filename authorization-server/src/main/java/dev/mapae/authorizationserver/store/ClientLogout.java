package dev.mapae.authorizationserver.store;

import java.util.List;
import java.util.Optional;

/// What a client registered about sign-out.
///
/// @param postLogoutRedirectUris where people may go after they signed out (OpenID Connect
///   RP-Initiated Logout §3.1)
/// @param backchannelUri where the server tells that a session ended (OpenID Connect Back-Channel
///   Logout §2.2)
/// @param frontchannelUri where the browser tells it (OpenID Connect Front-Channel Logout §2)
public record ClientLogout(
    List<String> postLogoutRedirectUris,
    Optional<String> backchannelUri,
    Optional<String> frontchannelUri) {
  /// That of a client which says nothing about it.
  public static final ClientLogout PRESET =
      new ClientLogout(List.of(), Optional.empty(), Optional.empty());

  public ClientLogout {
    postLogoutRedirectUris = List.copyOf(postLogoutRedirectUris);
  }

  /// Whether the client hears of the end of a session.
  public boolean isTold() {
    return backchannelUri.isPresent() || frontchannelUri.isPresent();
  }
}

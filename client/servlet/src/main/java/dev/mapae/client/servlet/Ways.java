package dev.mapae.client.servlet;

import dev.mapae.client.ClientIdMetadataDocument;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// What an application says of its paths and of who hears what.
///
/// @param open where to go without being signed in
/// @param signOutPath where people sign out
/// @param signedOut where they are sent to then
/// @param signedIn hears of those who sign in
/// @param backChannelPath where the server tells of those who signed out elsewhere
/// @param document by which servers know this client
record Ways(
    Predicate<String> open,
    String signOutPath,
    Optional<URI> signedOut,
    BiConsumer<HttpSession, WebUser> signedIn,
    Optional<String> backChannelPath,
    Optional<ClientIdMetadataDocument> document) {
  private static final String SIGN_OUT = "/sign-out";

  static Ways standard() {
    return new Ways(
        path -> false,
        SIGN_OUT,
        Optional.empty(),
        (session, user) -> {},
        Optional.empty(),
        Optional.empty());
  }

  Ways withOpen(Predicate<String> paths) {
    return new Ways(paths, signOutPath, signedOut, signedIn, backChannelPath, document);
  }

  Ways withSignOut(String path, URI postLogoutRedirectUri) {
    return new Ways(
        open, path, Optional.of(postLogoutRedirectUri), signedIn, backChannelPath, document);
  }

  Ways withSignedIn(BiConsumer<HttpSession, WebUser> hears) {
    return new Ways(open, signOutPath, signedOut, hears, backChannelPath, document);
  }

  Ways withBackChannel(String path) {
    return new Ways(open, signOutPath, signedOut, signedIn, Optional.of(path), document);
  }

  Ways withDocument(ClientIdMetadataDocument published) {
    return new Ways(
        open, signOutPath, signedOut, signedIn, backChannelPath, Optional.of(published));
  }
}

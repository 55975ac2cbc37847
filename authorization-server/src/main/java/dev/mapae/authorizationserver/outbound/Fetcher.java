package dev.mapae.authorizationserver.outbound;

import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Parameters;

/// Gets the documents that clients name by URL. It is the one way in which the server calls what
/// somebody else chose, and it is guarded: no URL makes it reach what only the server reaches.
@FunctionalInterface
public interface Fetcher {
  /// Gets one document, and waits for it: five seconds at most, and as long before where others are
  /// being got; the first also starts the HTTP client.
  ///
  /// @param url as it was registered
  /// @param type what it has to be: a document of another kind is none
  /// @param namedBy whose URL it is: what the operator allowed beyond public addresses
  ///   (`outbound_allowed`) is not for clients that registered themselves
  /// @throws NotFetched when there is no such document, or it may not be asked for
  Fetched get(String url, DocumentType type, Origin namedBy);

  /// Refuses a document that rests, as [#get] would, before anything is spent on it.
  ///
  /// @throws NotFetched while it rests
  default void refuseResting(String url, DocumentType type, Origin namedBy) {}

  /// Posts a form, and waits for the status of the answer as long as [#get] does. Nothing else of
  /// the answer is read.
  ///
  /// @param url as it was registered
  /// @return the status: any, redirects too
  /// @throws NotFetched when nobody answered, or may not be called
  default int post(String url, Parameters form, Origin namedBy) {
    throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server calls nobody");
  }

  /// Asks somebody whom the operator named, and reads the JSON that answers it within the bounds of
  /// [#get].
  ///
  /// @throws NotFetched when there is no such answer, any but status 200 included
  default Fetched ask(Question question) {
    throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server calls nobody");
  }

  /// A fetcher that calls nobody.
  static Fetcher none() {
    return (url, type, namedBy) -> {
      throw new NotFetched(NotFetched.Cause.THIS_SERVER, "this server calls nobody");
    };
  }
}

package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.Visits.Visit;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.util.Optional;

/// What an authorization request asks for, wherever it came from.
///
/// @param visit how the browser goes on with it
/// @param parameters those that count
record Received(Visit visit, Parameters parameters, Source source) {

  /// Where the parameters were.
  sealed interface Source {
    /// In the URL. RFC 6749 §4.1.1.
    record Url() implements Source {}

    /// In a request object. RFC 9101 §5.
    record RequestObject() implements Source {}

    /// They were pushed. RFC 9126.
    ///
    /// @param row where they wait
    /// @param signed whether they were in a request object then
    record Pushed(PendingRequest row, boolean signed) implements Source {}

    /// In a request object that is none, or cannot be had: the parameters are those beside it, and
    /// all that they are good for is to say so to the client.
    record Unreadable(ProtocolException why) implements Source {}
  }

  /// Where it waits; empty for one that was not pushed.
  Optional<PendingRequest> pushed() {
    return source instanceof Source.Pushed(var row, _) ? Optional.of(row) : Optional.empty();
  }

  /// What is wrong with its request object, if anything is.
  Optional<ProtocolException> fault() {
    return source instanceof Source.Unreadable(var why) ? Optional.of(why) : Optional.empty();
  }

  /// Whether the client signed it.
  boolean isSigned() {
    return switch (source) {
      case Source.Url(), Source.Unreadable(_) -> false;
      case Source.RequestObject() -> true;
      case Source.Pushed(_, var signed) -> signed;
    };
  }
}

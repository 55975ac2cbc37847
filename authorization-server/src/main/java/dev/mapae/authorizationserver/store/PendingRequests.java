package dev.mapae.authorizationserver.store;

import dev.mapae.authorizationserver.store.PendingRequest.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps requests that wait for a person elsewhere. A row is spent by deleting it, which exactly
/// one of any number of racers does; [Grants#openInPlaceOf] spends it together with the grant that
/// it leads to.
public interface PendingRequests {
  /// Keeps a request, durably before this returns.
  ///
  /// @param once what else is spent by pushing it, in the same transaction
  /// @return the one of it that was spent before; then nothing is kept or spent now
  Optional<Once> add(PendingRequest request, List<Once> once);

  /// Reads a request. An expired row may still be found.
  Optional<PendingRequest> find(Kind kind, String id);

  /// Reads the one request that a lookup leads to.
  ///
  /// @return empty also where it leads to several: nobody can say which of them is meant
  Optional<PendingRequest> findByLookup(Kind kind, String lookup, Instant now);

  /// Keeps that the person said no, unless the request was spent before. Durable before this
  /// returns; from then on it cannot be spent.
  ///
  /// @return false when it was answered before, or is gone
  boolean deny(PendingRequest request, Instant now);

  /// Spends a request that leads to no grant. Durable before this returns.
  ///
  /// @return false when it was spent before, or is gone
  boolean spend(PendingRequest request);

  /// Deletes some expired rows, of this issuer and of those that are no longer served.
  ///
  /// @return how many were deleted
  int sweep(Instant now, int limit);
}
